package io.bactrian.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.decisionfile.ConflictFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

class WriteConflictsRouteTest extends RouteRig {
  private static final String TIMER = "timer:write-conflicts";

  /** Which conflicts have no file yet. */
  public interface Files {
    List<ConflictFile> missing();

    void name(Exchange exchange);

    void write(Exchange exchange);
  }

  private final List<String> written = new ArrayList<>();

  @Override
  void bind(Registry registry) {
    registry.bind("conflict-files", beans.bean("conflict-files", Files.class));
  }

  @Override
  Map<String, String> placeholders() {
    return Map.of("decisions.by-file", "true", "decisions.interval", "1000");
  }

  @Test
  void each_conflict_without_a_file_is_named_made_xml_and_written() {
    beans.on("conflict-files.missing", exchange -> List.of(new ConflictFile(), new ConflictFile()));
    beans.on(
        "conflict-files.write",
        exchange -> written.add(exchange.getMessage().getBody(String.class)));
    send(TIMER, null);
    assertThat(beans.calls())
        .containsExactly(
            "conflict-files.missing",
            "conflict-files.name",
            "conflict-files.write",
            "conflict-files.name",
            "conflict-files.write");
    assertThat(written)
        .hasSize(2)
        .allMatch(xml -> xml.contains("<conflict xmlns=\"urn:bactrian:decision:1\""));
  }

  @Test
  void after_one_that_cannot_be_written_the_rest_waits_and_it_is_recorded() {
    beans.on("conflict-files.missing", exchange -> List.of(new ConflictFile(), new ConflictFile()));
    beans.fails("conflict-files.write", new IllegalStateException("some text"));
    send(TIMER, null);
    assertThat(beans.calls()).filteredOn("conflict-files.write"::equals).hasSize(1);
    assertThat(failing()).containsExactly("write-conflicts: some text");
  }
}
