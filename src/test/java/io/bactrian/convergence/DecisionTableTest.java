package io.bactrian.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs every cell of the decision table in docs/conflicts.md with the real appliers at a hub and
 * two spokes. {@code -Dconflicts=print} prints the table as it would have to be.
 */
class DecisionTableTest {
  private static final Path PAGE = Path.of("docs/conflicts.md");
  private static final String KIND = "### ";
  private static final int CELLS = 5;

  /**
   * A line of the table.
   *
   * @param rule what the rules file says of the table
   * @param shown a column of an item, with {@code of KEY} if it is not item 1
   * @param ends the end states, by order
   */
  record Line(String kind, String rule, String shown, List<String> ends) {
    @Override
    public String toString() {
      return kind + ", " + rule + ", " + shown;
    }
  }

  static List<Line> lines() throws IOException {
    List<Line> lines = new ArrayList<>();
    String kind = null;
    for (String text : Files.readAllLines(PAGE)) {
      if (text.startsWith("#")) {
        kind = text.startsWith(KIND) ? text.substring(KIND.length()) : null;
      }
      List<String> cells = Arrays.stream(text.split("\\|")).skip(1).map(String::strip).toList();
      if (kind != null && cells.size() == CELLS && cells.get(0).startsWith("`")) {
        String rule = cells.get(0).replace("`", "");
        lines.add(new Line(kind, rule, cells.get(1), cells.subList(2, CELLS)));
      }
    }
    return lines;
  }

  @ParameterizedTest
  @MethodSource("lines")
  void every_cell_is_how_hub_sender_and_third_site_end(Line line) {
    List<String> ends = Stream.of(Meeting.Order.values()).map(order -> end(line, order)).toList();
    if ("print".equals(System.getProperty("conflicts"))) {
      System.out.println(
          "| `%s` | %s | %s |".formatted(line.rule(), line.shown(), String.join(" | ", ends)));
    }
    assertThat(ends).isEqualTo(line.ends());
  }

  private static String end(Line line, Meeting.Order order) {
    Shops shops = new Shops("item: {" + line.rule() + "}");
    Meeting.of(line.kind()).run(shops, order);
    List<String> states =
        Stream.of(shops.hub, shops.shops.get(0), shops.shops.get(1))
            .map(site -> state(site, line.shown()))
            .toList();
    String all =
        states.stream().distinct().count() == 1
            ? states.get(0)
            : "hub %s, sender %s, third %s".formatted(states.toArray());
    boolean parked = !Sites.waiting(shops.hub).isEmpty();
    boolean asked = shops.conflicts().stream().anyMatch(record -> record.decision().open());
    return all + (parked ? "; parked" : "") + (asked ? "; asked" : "");
  }

  private static String state(MemorySite site, String shown) {
    String[] parts = shown.split(" of ");
    boolean line = parts[0].equals("quantity");
    Table table = site.side.table(line ? "line" : "item");
    Row row = site.row(table, Key.of(parts.length > 1 ? parts[1] : line ? "7" : "1"));
    int column = table.position(parts[0]);
    column = column < 0 ? table.position("own") : column;
    return row == null ? "none" : row.get(column).replace("\n", " / ");
  }

  @Test
  void every_kind_stands_in_it() throws IOException {
    TreeSet<String> kinds = new TreeSet<>();
    lines().forEach(line -> kinds.add(line.kind()));
    assertThat(kinds)
        .containsExactly(
            "delete/delete",
            "delete/update",
            "insert/insert",
            "late edit",
            "not yours",
            "parent deleted",
            "parent missing",
            "rule violated",
            "unique key taken",
            "update/delete",
            "update/update");
  }
}
