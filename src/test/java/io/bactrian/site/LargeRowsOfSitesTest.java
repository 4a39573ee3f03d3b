package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.QuestionKind;
import io.bactrian.decide.Selection;
import io.bactrian.monitor.WaitingRows;
import io.bactrian.wire.FreePort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a partner does not take waits at its sender, is listed there, and goes when it may. */
class LargeRowsOfSitesTest {
  private static final String PAGE =
      "create table page (id integer primary key, title varchar(40), a varchar(1000000),"
          + " b varchar(1000000), c varchar(1000000))";

  /** Before and after together, it is larger than what each site takes at least. */
  private static final String LARGE =
      "insert into page select %d, 'large', repeat('a', 800000), repeat('b', 800000),"
          + " repeat('c', 800000)";

  private static final String SMALL = "insert into page (id, title) values (%d, 'small')";
  private static final String IDS = "select id, title, length(c) from page order by id";
  private static final String LEAST = "changeset.max-value = 1048576\n";
  private static final String MORE = "changeset.max-value = 1200043\n";

  @TempDir Path dir;
  private TestSite hq;
  private TestSite c1;

  @BeforeEach
  void install() throws Exception {
    int port = FreePort.next();
    hq =
        site(
            "hq",
            """
            site.role = hub
            exchange.listen = 127.0.0.1:%d
            partner.c1.system = wiki
            partner.c1.token = %s
            """
                .formatted(port, TestSites.TOKEN));
    c1 =
        site(
            "c1",
            """
            site.role = spoke
            partner.hq.system = wiki
            partner.hq.endpoint = http://127.0.0.1:%d/bactrian/exchange
            partner.hq.token = %s
            """
                .formatted(port, TestSites.TOKEN));
  }

  private TestSite site(String id, String settings) throws Exception {
    return TestSite.install(
        dir.resolve(id),
        Map.of(
            "application.properties",
            settings
                + """
                site.id = %s
                site.system = wiki
                database.url = jdbc:h2:file:./data/site;DATABASE_TO_LOWER=TRUE
                database.user = sa
                exchange.long-poll = 20 ms
                retry.first = 1 h
                retry.most = 1 h
                """
                    .formatted(id)
                + LEAST,
            "tables.yaml",
            "tables:\n  page: {destination: all}\n",
            "transformers/wiki-to-wiki.yaml",
            "version: 1\nfrom: wiki\nto: wiki\ntables:\n  page: {identity: true}\n"),
        PAGE);
  }

  @AfterEach
  void stop() {
    c1.close();
    hq.close();
  }

  private void rounds(int count) throws Exception {
    for (int round = 0; round < count; round++) {
      c1.exchange();
      hq.exchange();
    }
  }

  private void change(TestSite site, String setting, String to) throws Exception {
    site.stop();
    Path settings = site.folder.resolve("application.properties");
    Files.writeString(settings, Files.readString(settings).replace(setting, to));
    site.start();
  }

  private static List<ListedQuestion> aside(TestSite site) {
    return site.site().decisions().questions().list(false, Selection.ALL).questions().stream()
        .filter(question -> question.kind() == QuestionKind.ASIDE)
        .toList();
  }

  /** What a partner does not send to this site, as status tells it. */
  private static List<String> unsent(TestSite site, String state) {
    return site.status().streams().get(0).waiting().stream()
        .filter(group -> group.state().equals(state))
        .map(WaitingRows::reason)
        .toList();
  }

  private void passes(TestSite from, TestSite to, String partner) throws Exception {
    hq.start();
    c1.start();
    to.sql(SMALL.formatted(90)); // its changeset tells how much it takes
    rounds(2);
    from.sql(LARGE.formatted(1), SMALL.formatted(2));
    rounds(2);
    from.sql(SMALL.formatted(3));
    rounds(2);
    assertThat(to.rows(IDS)).containsExactly("2|small|null", "3|small|null", "90|small|null");
    assertThat(aside(from)).extracting(ListedQuestion::key).containsExactly("1");
    assertThat(aside(from)).extracting(ListedQuestion::spoke).containsExactly(partner);
    assertThat(from.status().streams().get(0).waiting())
        .anyMatch(group -> group.state().equals("set aside") && group.table().equals("page"));
    assertThat(unsent(to, "set aside there"))
        .singleElement()
        .asString()
        .contains(" has 1 rows for this site", "`changeset.max-value` is 1200043 here");
    assertThat(aside(to)).extracting(ListedQuestion::table).containsExactly("");
    change(to, LEAST, MORE);
    to.sql(SMALL.formatted(91));
    rounds(3);
    assertThat(to.rows(IDS)).contains("1|large|800000", "91|small|null").hasSize(5);
    assertThat(aside(from)).isEmpty();
    assertThat(unsent(to, "set aside there")).isEmpty();
    assertThat(aside(to)).isEmpty();
    assertThat(from.rows(IDS)).isEqualTo(to.rows(IDS));
  }

  @Test
  void a_row_too_large_for_a_spoke_waits_at_the_hub_until_the_spoke_takes_it() throws Exception {
    passes(hq, c1, "c1");
  }

  @Test
  void a_row_too_large_for_the_hub_waits_at_the_spoke_until_the_hub_takes_it() throws Exception {
    passes(c1, hq, "hq");
  }

  @Test
  void a_transaction_too_large_for_a_spoke_is_told_and_goes_when_the_spoke_takes_it()
      throws Exception {
    hq.start();
    change(c1, LEAST, LEAST + "changeset.max-size = 64 KiB\n");
    c1.sql(SMALL.formatted(90));
    rounds(2);
    hq.sql(
        "insert into page (id, title, a) select \"X\", 'many', repeat('a', 900)"
            + " from system_range(1, 80)");
    hq.sql(SMALL.formatted(81));
    rounds(2);
    assertThat(c1.rows(IDS)).hasSize(1);
    assertThat(hq.status().outages())
        .anySatisfy(
            outage ->
                assertThat(outage.reason())
                    .contains("the source transaction ", "c1 takes 65536", "changeset.max-size"));
    rounds(2); // it is told once it was found
    assertThat(unsent(c1, "too large there"))
        .singleElement()
        .asString()
        .contains("The stream of hq stands still", "65,536 bytes", "`changeset.max-size`");
    c1.sql(SMALL.formatted(91));
    rounds(1);
    assertThat(hq.rows(IDS)).as("the other direction goes on").contains("91|small|null");
    change(c1, "changeset.max-size = 64 KiB\n", "changeset.max-size = 1 MiB\n");
    c1.sql(SMALL.formatted(92));
    rounds(3);
    assertThat(unsent(c1, "too large there")).isEmpty();
    assertThat(c1.rows(IDS)).hasSize(84).isEqualTo(hq.rows(IDS));
  }
}
