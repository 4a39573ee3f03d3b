package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.ChangesetReader;
import io.bactrian.changeset.Limits;
import io.bactrian.install.Findings;
import io.bactrian.install.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two shops of one kind; one gets version 3 of its schema, and the other stays as it is. */
class VersionsTest {
  /** The mappings that the page shows. */
  private static final Pattern BLOCK =
      Pattern.compile("`(transformers/[^`]+)`:\n   ```yaml\n(.*?)   ```", Pattern.DOTALL);

  private static final Map<String, String> MAPPINGS = shown();

  @TempDir private Path dir;
  private TestSites sites;
  private TestSite hq;
  private TestSite c1;
  private TestSite c2;

  @BeforeEach
  void start() throws Exception {
    sites = new TestSites(dir);
    hq = sites.hq.start();
    c1 = sites.c1.start();
    assertThat(MAPPINGS).hasSize(2);
    c2 = sites.c2.start();
    hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    inStep();
  }

  private static Map<String, String> shown() {
    try {
      return BLOCK
          .matcher(Files.readString(Path.of("docs/tables.md")))
          .results()
          .collect(Collectors.toMap(block -> block.group(1), block -> block.group(2).indent(-3)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void stop() {
    sites.close();
  }

  private void inStep() throws Exception {
    sites.byFiles();
    c2.exchange();
    assertThat(c1.exchange()).isEmpty();
    assertThat(hq.exchange()).isEmpty();
  }

  private static void write(TestSite site, Map<String, String> files) throws Exception {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(site.folder.resolve(file.getKey()), file.getValue());
    }
  }

  /** What the people of c2 do when its software gets version 3. */
  private void upgrade() throws Exception {
    c2.stop();
    c2.sql(
        "alter table product rename column label to name",
        "alter table product add column colour varchar(10)");
    c2.add("site.schema = 3\n");
    write(c2, MAPPINGS);
    Installation.of(c2.folder).install();
    c2.start();
  }

  /** What the people of the hub do, once for all shops. */
  private void prepareHub() throws Exception {
    write(hq, MAPPINGS);
    Files.copy(c2.folder.resolve("schemas/shop@3.yaml"), hq.folder.resolve("schemas/shop@3.yaml"));
  }

  @Test
  void each_shop_is_served_as_its_version_wants_and_status_says_which_it_has() throws Exception {
    upgrade();
    prepareHub();
    c2.sql("insert into product values (2, 'ink', 725, 4, 'blue')");
    c1.sql("insert into product values (3, 'pad', 300, 1)");
    inStep();
    inStep();
    hq.sql("update article set title = 'red pen' where id = 1");
    inStep();
    List<String> all = List.of("1|red pen|150|10", "2|ink|725|4", "3|pad|300|1");
    assertThat(c1.rows("select code, label, cents, stock from product order by code"))
        .isEqualTo(all);
    assertThat(c2.rows("select code, name, cents, stock from product order by code"))
        .isEqualTo(all);
    assertThat(c2.rows("select colour from product where code = 2")).containsExactly("blue");
    assertThat(hq.rows("select title from article order by id"))
        .containsExactly("red pen", "ink", "pad");
    assertThat(hq.status().streams())
        .extracting(stream -> stream.partner() + " " + stream.schema())
        .containsExactlyInAnyOrder("c1 0", "c2 3");
  }

  @Test
  void what_was_captured_before_the_upgrade_is_mapped_as_the_old_version_says() throws Exception {
    c2.sql("insert into product values (2, 'ink', 725, 4)");
    c2.runner().send("seda:capture-changes?waitForTaskToComplete=Always", false);
    assertThat(c2.status().outbox()).isFalse();
    upgrade();
    prepareHub();
    c2.sql("update product set name = 'blue ink' where code = 2");
    inStep();
    assertThat(hq.rows("select title from article order by id")).containsExactly("pen", "blue ink");
    inStep();
    assertThat(c1.rows("select label from product order by code"))
        .containsExactly("pen", "blue ink");
  }

  @Test
  void a_version_that_the_hub_does_not_know_waits_and_the_hub_says_which_files_it_needs()
      throws Exception {
    upgrade();
    c2.sql("insert into product values (2, 'ink', 725, 4, 'blue')");
    c2.exchange();
    requireVersionInHeader();
    assertThat(hq.exchange())
        .singleElement()
        .asString()
        .contains(
            "c2 is a system `shop@3`, and this site has mappings for [shop] only",
            "The stream waits; nothing is lost",
            "Add schemas/shop@3.yaml, transformers/shop@3-to-office.yaml,"
                + " transformers/office-to-shop@3.yaml");
    assertThat(c1.exchange()).isEmpty();
    prepareHub();
    inStep();
    assertThat(hq.rows("select title from article order by id")).containsExactly("pen", "ink");
  }

  @Test
  void check_holds_every_version_against_its_schema() throws Exception {
    upgrade();
    write(hq, MAPPINGS);
    assertThat(faults(hq))
        .singleElement()
        .asString()
        .contains("schemas/shop@3.yaml", "does not exist", "`shop@3`");
    prepareHub();
    assertThat(faults(hq)).isEmpty();
    assertThat(faults(c2)).isEmpty();
    Files.delete(hq.folder.resolve("transformers/office-to-shop@3.yaml"));
    assertThat(faults(hq))
        .singleElement()
        .asString()
        .contains("transformers/office-to-shop@3.yaml", "does not exist");
    Files.copy(
        hq.folder.resolve("schemas/shop.yaml"),
        hq.folder.resolve("schemas/shop@3.yaml"),
        StandardCopyOption.REPLACE_EXISTING);
    write(hq, MAPPINGS);
    assertThat(faults(hq))
        .anySatisfy(
            fault ->
                assertThat(fault)
                    .contains("transformers/shop@3-to-office.yaml:6: unknown column `name`"));
  }

  private static List<String> faults(TestSite site) {
    Findings findings = Installation.of(site.folder).findings();
    return findings.faults().stream().filter(fault -> fault.contains("@3")).toList();
  }

  private void requireVersionInHeader() throws Exception {
    List<Path> files = sites.files("to-hq/new");
    try (ChangesetReader reader =
        new ChangesetReader(
            new GZIPInputStream(Files.newInputStream(files.get(files.size() - 1))),
            Limits.DEFAULT)) {
      assertThat(reader.header().system()).isEqualTo("shop");
      assertThat(reader.header().schema()).isEqualTo(3);
    }
  }
}
