package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A site that runs an edited copy of the shipped routes. */
class OwnRoutesTest {
  @TempDir private Path dir;
  private TestSites sites;

  @BeforeEach
  void begin() throws Exception {
    sites = new TestSites(dir);
  }

  @AfterEach
  void end() throws Exception {
    sites.close();
  }

  /** Head office runs the shipped routes with one line of one of them changed. */
  private void edit(String route, String line, String instead) throws Exception {
    Path own = Files.createDirectories(sites.hq.folder.resolve("routes"));
    try (Stream<Path> shipped = Files.list(Path.of("routes"))) {
      for (Path file : shipped.toList()) {
        Files.copy(file, own.resolve(file.getFileName()));
      }
    }
    Path file = own.resolve(route + ".camel.yaml");
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    int at =
        IntStream.range(0, lines.size())
            .filter(i -> lines.get(i).matches(".*\\bid: " + line + "[,}].*"))
            .findFirst()
            .orElseThrow();
    String indent = lines.get(at).replaceFirst("-.*", "");
    String same = lines.get(at).strip();
    lines.set(at, indent + instead.replace("SAME", same).replace("\n", "\n" + indent));
    Files.write(file, lines);
    sites.hq.start();
  }

  /** What head office says to a product that shop c2 has inserted. */
  private List<String> afterAProductOfC2() throws Exception {
    sites.c2.start();
    sites.c2.sql("insert into product values (7, 'pen', 150, 1)");
    assertThat(sites.c2.exchange()).isEmpty();
    return sites.hq.exchange();
  }

  private List<String> articles() throws Exception {
    return sites.hq.rows("select id, title from article");
  }

  @Test
  void a_step_of_ones_own_between_transform_and_resolve_sees_the_rows_as_they_are_here()
      throws Exception {
    edit(
        "apply-changeset",
        "lock-rows",
        "- log: {loggingLevel: WARN, logName: io.bactrian.own,"
            + " message: \"${body.rows.size} for ${body.rows[0].table.name}\"}\nSAME");
    try (LogLines log = new LogLines()) {
      assertThat(afterAProductOfC2()).isEmpty();
      assertThat(log.with("1 for article")).hasSize(1);
    }
    assertThat(articles()).containsExactly("7|pen");
  }

  @Test
  void without_the_step_that_writes_nothing_is_committed_and_route_and_step_are_named()
      throws Exception {
    edit("apply-changeset", "write", "# SAME");
    refused("apply-changeset-c2", "`lock-rows` comes after `resolve`");
  }

  @Test
  void without_the_step_that_maps_nothing_is_committed() throws Exception {
    edit("apply-changeset", "transform", "# SAME");
    refused("apply-changeset-c2", "`transform`");
  }

  @Test
  void a_step_that_runs_twice_is_refused() throws Exception {
    edit(
        "apply-changeset",
        "resolve",
        "SAME\n- bean: {ref: \"apply-{{partner}}\", method: resolve, id: resolve-again}");
    refused("apply-changeset-c2", "`resolve` comes after `resolve`");
  }

  @Test
  void a_batch_that_is_filtered_away_is_missed() throws Exception {
    edit("apply-changeset", "read-batches", "SAME\n- setBody: {constant: \"\"}");
    refused("apply-changeset-c2", "`retry-waiting` comes after `begin-transaction`");
  }

  private void refused(String route, String why) throws Exception {
    assertThat(afterAProductOfC2())
        .singleElement()
        .asString()
        .contains("c2→hq #1 not applied", "in route `" + route + "`", why, "nothing is written");
    assertThat(articles()).isEmpty();
    assertThat(sites.hq.status().streams().get(1).applied()).isZero();
    sites.hq.stop();
    try (Stream<Path> own = Files.list(sites.hq.folder.resolve("routes"))) {
      for (Path file : own.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(sites.hq.folder.resolve("routes"));
    assertThat(sites.hq.start().exchange()).as("with the shipped routes").isEmpty();
    assertThat(articles()).containsExactly("7|pen");
  }

  @Test
  void a_changeset_of_which_a_part_is_not_written_is_not_kept() throws Exception {
    edit("build-changeset", "hash-and-compress", "# SAME");
    sites.hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    assertThat(sites.hq.exchange())
        .singleElement()
        .asString()
        .contains("hq→c2 #1 not built", "in route `build-changeset-c2`", "`marshal`");
    assertThat(sites.files("to-c2/new")).isEmpty();
  }
}
