package io.bactrian.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.compare.Comparison;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class StageTest {

  private static String shown(boolean terminal, Consumer<Stage> what) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    what.accept(new Stage(new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static void work(Stage stage) {
    try (Stage.Progress progress = stage.progress("rows", 2_000)) {
      progress.accept(1_000);
      progress.accept(2_000);
    }
  }

  @Test
  void without_a_terminal_progress_is_one_plain_line() {
    assertThat(shown(false, StageTest::work))
        .isEqualTo("      rows: 2,000" + System.lineSeparator());
  }

  @Test
  void on_a_terminal_a_bar_moves_and_leaves_one_line() {
    assertThat(shown(true, StageTest::work))
        .contains("\r      rows [###############...............] 1,000")
        .endsWith("\r\033[K      rows: 2,000" + System.lineSeparator());
  }

  @Test
  void the_table_at_the_end_says_what_was_compared_and_what_differs() {
    var comparison =
        new Comparison.Result(
            Map.of("hq", Map.of("customer", 10L, "tax_class", 3L)),
            1_234,
            1,
            List.of("c1 lacks client (1001)"));
    Ending ending = new Ending(comparison, Map.of("hq", 12L), Map.of("hub", 2L), 1, 0);
    assertThat(shown(false, ending::tell).lines())
        .contains(
            "      site  tables  rows  changes sent",
            "      hq         2    13            12",
            "      hub           2",
            "      c1 lacks client (1001)",
            "      rows compared: 1,234, different: 1",
            "      in step: no");
  }
}
