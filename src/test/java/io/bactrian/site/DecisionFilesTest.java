package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.Selection;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A person without a network reads conflicts from files and decides them in files. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DecisionFilesTest {
  private static final String DECISION =
      "<decision xmlns='urn:bactrian:decision:1' conflict='%s' seen='%s' by='ann'>%s</decision>";

  private TestSites sites;
  private TestSite hq;
  private TestSite c1;
  private Path carried;
  private int rows;

  @BeforeAll
  void start(@TempDir Path dir) throws Exception {
    sites = new TestSites(dir, TestSites.SOON + "decisions.interval = 20 ms\n");
    carried = Files.createDirectories(dir.resolve("stick"));
    sites.hq.add("decisions.folder = " + carried + "\n");
    c1 = sites.c1.start();
    hq = sites.hq.start(Runner.Mode.BY_ITSELF);
  }

  @AfterAll
  void stop() {
    sites.close();
  }

  @BeforeEach
  void another_row() {
    rows++;
  }

  private String conflict(String title) throws Exception {
    hq.sql("insert into article values (%d, '%s', 1.00, 10)".formatted(rows, title));
    until(() -> reaches(c1, "select 1 from product where code = " + rows));
    c1.sql("update product set cents = 300 where code = " + rows);
    hq.sql("update article set price = 2.00 where id = " + rows);
    until(
        () -> {
          c1.exchange();
          return open().size() == 1;
        });
    return open().get(0).id();
  }

  private boolean reaches(TestSite site, String query) throws Exception {
    site.exchange();
    return !site.rows(query).isEmpty();
  }

  private List<ListedQuestion> open() {
    return hq.site().decisions().questions().list(false, Selection.ALL).questions();
  }

  private Path file(String id) throws Exception {
    Path file = carried.resolve("conflicts").resolve(id + ".xml");
    until(() -> Files.exists(file));
    return file;
  }

  private static String version(Path file) throws IOException {
    return Files.readString(file).replaceFirst("(?s).*<conflict[^>]* version=\"([^\"]*)\".*", "$1");
  }

  private void put(String name, String document) throws IOException {
    Path inbox = Files.createDirectories(carried.resolve("decisions"));
    Files.writeString(inbox.resolve("." + name), document);
    Files.move(inbox.resolve("." + name), inbox.resolve(name));
  }

  private void decide(String id, String choice) throws Exception {
    put(id + ".xml", DECISION.formatted(id, version(file(id)), choice));
  }

  private String refused(String name) throws Exception {
    Path reason = carried.resolve("rejected").resolve(name + ".reason.txt");
    until(
        () -> Files.exists(reason) && Files.notExists(carried.resolve("decisions").resolve(name)));
    String text = Files.readString(reason);
    Files.delete(reason);
    Files.delete(reason.resolveSibling(name));
    return text;
  }

  private String price() throws Exception {
    return hq.rows("select price from article where id = " + rows).get(0);
  }

  private void closes(String id) throws Exception {
    until(() -> open().isEmpty());
    until(() -> Files.notExists(carried.resolve("conflicts").resolve(id + ".xml")));
  }

  static void until(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("still waiting").isLessThan(deadline);
      LockSupport.parkNanos(10_000_000);
    }
  }

  @Test
  void a_conflict_becomes_a_file_and_a_decision_in_a_file_is_taken() throws Exception {
    String id = conflict("a \u001b bell & \\u0041");
    String document = Files.readString(file(id));
    SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
        .newSchema(DecisionFilesTest.class.getResource("/decision-1.xsd"))
        .newValidator()
        .validate(new StreamSource(new StringReader(document)));
    assertThat(document)
        .contains("escaped=\"true\">a \\u001b bell &amp; \\\\u0041<", "asked=\"true\"")
        .contains("<base>1.00</base>", "<ours>2.00</ours>", "<theirs>3.00</theirs>");
    decide(id, "<choose>theirs</choose><note>he called</note>");
    closes(id);
    assertThat(price()).isEqualTo("3.00");
    assertThat(hq.site().conflicts().find(id).orElseThrow().acts())
        .hasSize(1)
        .allSatisfy(act -> assertThat(act.by()).isEqualTo("ann (by file)"))
        .allSatisfy(act -> assertThat(act.note()).isEqualTo("he called"));
    until(() -> Files.exists(carried.resolve("done").resolve(id + ".xml")));
  }

  @Test
  void values_may_be_given_in_place_of_a_side() throws Exception {
    String id = conflict("pen");
    decide(id, "<value column='price'>2.75</value>");
    closes(id);
    assertThat(price()).isEqualTo("2.75");
  }

  @Test
  void when_the_row_has_moved_on_the_person_is_told_and_shown_the_row_as_it_is() throws Exception {
    String id = conflict("pen");
    String old = version(file(id));
    hq.sql("update article set price = 9.00 where id = " + rows);
    decide(id, "<choose>theirs</choose>");
    assertThat(refused(id + ".xml")).contains("has changed since", "Nothing was written");
    assertThat(price()).isEqualTo("9.00");
    until(() -> !version(file(id)).equals(old));
    assertThat(Files.readString(file(id))).contains("moved=\"changed\"", "<now>9.00</now>");
    decide(id, "<choose>ours</choose>");
    closes(id);
    assertThat(price()).isEqualTo("2.00");
  }

  @Test
  void what_is_no_decision_is_set_aside_with_a_reason_that_quotes_nothing() throws Exception {
    Path secret = Files.writeString(carried.resolve("secret"), "seen nowhere");
    String external =
        "<!DOCTYPE d [<!ENTITY x SYSTEM '%s'>]>".formatted(secret.toUri())
            + DECISION.formatted("a", "b", "<value column='price'>&x;</value>");
    put("external.xml", external);
    assertThat(refused("external.xml")).contains("document type").doesNotContain("seen nowhere");
    put("other.xml", "<order>confidential</order>");
    assertThat(refused("other.xml")).contains("is not a decision").doesNotContain("confidential");
    put("choice.xml", DECISION.formatted("a", "b", "<choose>confidential</choose>"));
    assertThat(refused("choice.xml")).contains("(line 1)").doesNotContain("confidential");
    put("unknown.xml", DECISION.formatted("nobody-asked", "b", "<choose>ours</choose>"));
    assertThat(refused("unknown.xml")).contains("nobody-asked", "Nothing was decided");
    put("cut.xml", DECISION.formatted("a", "b", "<choose>ours</choose>").substring(0, 90));
    assertThat(refused("cut.xml")).contains("had not changed");
    put("large.xml", DECISION.formatted("a", "b", "<note>" + "x".repeat(5 << 20) + "</note>"));
    assertThat(refused("large.xml")).contains("larger than");
    put(
        "escaped.xml",
        DECISION.formatted("a", "b", "<value column='c' escaped='true'>\\x</value>"));
    assertThat(refused("escaped.xml")).contains("escaped");
  }

  @Test
  void a_parked_change_is_a_file_too_and_can_be_dropped() throws Exception {
    hq.sql("alter table article add constraint few check (stock < 100)");
    c1.sql("insert into product values (%d, 'crate', 100, 500)".formatted(1_000 + rows));
    until(
        () -> {
          c1.exchange();
          return open().size() == 1;
        });
    String id = open().get(0).id();
    assertThat(Files.readString(file(id))).contains("kind=\"parked\"", "<theirs>crate</theirs>");
    decide(id, "<choose>ours</choose>");
    closes(id);
    hq.sql("alter table article drop constraint few");
  }

  @Test
  void while_the_disk_is_away_nothing_fails() throws Exception {
    String id = conflict("pen");
    file(id);
    Path away = carried.resolveSibling("away");
    Files.move(carried, away);
    String other;
    try {
      until(() -> hq.site().problems().outages().now().isEmpty());
      hq.sql("insert into article values (%d, 'ink', 1.00, 1)".formatted(500 + rows));
      try (Stream<Path> left = Files.list(carried.getParent())) {
        assertThat(left).doesNotContain(carried);
      }
    } finally {
      Files.move(away, carried);
    }
    decide(id, "<choose>ours</choose>");
    closes(id);
    other = price();
    assertThat(other).isEqualTo("2.00");
    assertThat(hq.site().problems().outages().now()).isEmpty();
  }
}
