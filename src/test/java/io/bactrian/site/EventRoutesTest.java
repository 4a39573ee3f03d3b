package io.bactrian.site;

import static io.bactrian.site.DecisionFilesTest.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The route that docs/events.md shows gets each event, whatever happens to the site. */
class EventRoutesTest {
  @TempDir private Path dir;

  private static String example() throws IOException {
    return Files.readString(Path.of("docs/events.md"))
        .replaceFirst("(?s).*```yaml\n(.*?)```.*", "$1");
  }

  /** The events that the route wrote, in order, as kind and what they are about. */
  private List<String> told() throws Exception {
    Path tickets = dir.resolve("tickets");
    if (!Files.isDirectory(tickets)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(tickets)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted(java.util.Comparator.comparingInt(EventRoutesTest::number))
          .map(EventRoutesTest::event)
          .toList();
    }
  }

  private static int number(Path file) {
    return Integer.parseInt(file.getFileName().toString().replaceAll("^1-|\\.json$", ""));
  }

  private static String event(Path file) {
    try {
      JsonObject json = (JsonObject) Jsoner.deserialize(Files.readString(file));
      assertThat(json.toJson()).doesNotContain("confidential");
      String kind = (String) json.get("event");
      return kind.equals("changeset-applied")
          ? kind + " " + json.get("partner") + " " + json.get("changeset")
          : kind + " " + json.get("table") + " " + json.get("columns") + " " + json.get("by");
    } catch (Exception e) {
      throw new IllegalStateException(file.toString(), e);
    }
  }

  @Test
  void a_route_gets_each_event_once_in_order_across_failures_and_restarts() throws Exception {
    try (TestSites sites = new TestSites(dir)) {
      Path own = Files.createDirectories(sites.hq.folder.resolve("routes"));
      try (Stream<Path> shipped = Files.list(Path.of("routes"))) {
        for (Path file : shipped.toList()) {
          Files.copy(file, own.resolve(file.getFileName()));
        }
      }
      Files.writeString(
          own.resolve("tell-tickets.camel.yaml"),
          example()
              .replace("conflict-opened", "all")
              .replace("file:tickets", "file:" + dir.resolve("tickets")));
      sites.hq.start(Runner.Mode.BY_ITSELF);
      sites.c1.start();
      until(() -> sites.hq.site().events().position("tickets").isPresent());

      sites.hq.sql("insert into article values (1, 'confidential', 1.00, 1)");
      until(
          () -> {
            sites.c1.exchange();
            return !sites.c1.rows("select 1 from product").isEmpty();
          });
      sites.c1.sql("update product set cents = 300");
      sites.hq.sql("update article set price = 2.00");
      until(
          () -> {
            sites.c1.exchange();
            return told().contains("conflict-opened article [price] null");
          });
      String id = sites.hq.site().conflicts().list(true, 2).get(0).record().id();

      Path tickets = dir.resolve("tickets");
      Files.move(tickets, dir.resolve("kept"));
      Files.writeString(tickets, "in the way");
      sites.hq.site().decisions().decide(id, true, "ann");
      until(
          () ->
              sites.hq.site().problems().outages().now().stream()
                  .anyMatch(o -> o.route().equals("tell-tickets")));
      Files.delete(tickets);
      Files.move(dir.resolve("kept"), tickets);
      sites.hq.stop();
      try (Site stopped = Site.open(sites.hq.folder)) {
        stopped.decisions().undo(id, "bob");
      }
      sites.hq.start(Runner.Mode.BY_ITSELF);
      until(() -> told().stream().anyMatch(event -> event.endsWith("bob")));

      List<String> told = told();
      assertThat(told)
          .filteredOn(event -> event.startsWith("conflict"))
          .containsExactly(
              "conflict-opened article [price] null",
              "conflict-decided article [price] ann",
              "conflict-decided article [price] bob");
      assertThat(told)
          .filteredOn(event -> event.startsWith("changeset"))
          .doesNotHaveDuplicates()
          .hasSizeGreaterThanOrEqualTo(1)
          .allMatch(event -> event.startsWith("changeset-applied c1 "));
      assertThat(sites.hq.site().problems().outages().now()).isEmpty();
    }
  }
}
