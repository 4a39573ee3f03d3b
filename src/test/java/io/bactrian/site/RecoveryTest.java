package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.recovery.Lost;
import io.bactrian.recovery.Recovery;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store of a site went back in time: the site says so, and is repaired. */
class RecoveryTest {
  private static final String PRODUCTS = "select code, label, cents from product order by code";
  private static final String ARTICLES = "select id, title, price from article order by id";

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
    c2 = sites.c2.start();
    hq.sql("insert into article values (1, 'pen', 1.50, 10), (2, 'ink', 7.25, 4)");
    settle();
  }

  @AfterEach
  void stop() {
    sites.close();
  }

  private void settle() throws Exception {
    for (int round = 0; round < 2; round++) {
      assertThat(hq.exchange()).isEmpty();
      assertThat(c1.exchange()).isEmpty();
      assertThat(c2.exchange()).isEmpty();
    }
    hq.exchange();
  }

  /** Changes everywhere, known everywhere; then some that only their own site knows. */
  private void live() throws Exception {
    hq.sql("update article set title = 'pencil' where id = 1", "delete from article where id = 2");
    c1.sql("insert into product values (3, 'pad', 300, 1)");
    c2.sql("insert into product values (4, 'cap', 400, 1)");
    settle();
    c1.sql("update product set cents = 145 where code = 1");
    c2.sql("insert into product values (5, 'box', 500, 1)");
    hq.sql("insert into article values (6, 'bag', 6.00, 1)");
  }

  private void inStep(String... articles) throws Exception {
    for (int round = 0; round < 4; round++) {
      c1.exchange();
      hq.exchange();
      c2.exchange();
    }
    settle();
    assertThat(hq.rows(ARTICLES)).containsExactly(articles);
    List<String> products =
        hq.rows("select id, title, cast(price * 100 as integer) from article order by id");
    assertThat(c1.rows(PRODUCTS)).isEqualTo(products);
    assertThat(c2.rows(PRODUCTS)).isEqualTo(products);
  }

  private static void restored(TestSite site, String store, Lost expected) throws Exception {
    site.stop().copy("backup", store);
    site.start();
    assertThat(site.exchange())
        .anySatisfy(said -> assertThat(said).contains("Capture stands still", "bactrian recover"));
    site.stop();
    try (Site opened = Site.open(site.folder)) {
      Recovery recovery = opened.recovery(OptionalLong.empty());
      assertThat(recovery.found()).contains(expected);
      assertThat(recovery.run(expected)).isNotEmpty();
    }
    site.start();
  }

  @Test
  void the_database_of_a_spoke() throws Exception {
    c1.stop().copy("data", "backup");
    c1.start();
    live();
    c1.exchange();
    restored(c1, "data", Lost.DATABASE);
    inStep("1|pencil|1.45", "3|pad|3.00", "4|cap|4.00", "5|box|5.00", "6|bag|6.00");
  }

  @Test
  void the_changelog_of_a_spoke() throws Exception {
    c1.stop().copy("changelog", "backup");
    c1.start();
    live();
    c1.exchange();
    restored(c1, "changelog", Lost.CHANGELOG);
    inStep("1|pencil|1.45", "3|pad|3.00", "4|cap|4.00", "5|box|5.00", "6|bag|6.00");
  }

  @Test
  void the_database_of_the_hub() throws Exception {
    hq.stop().copy("data", "backup");
    hq.start();
    live();
    hq.exchange();
    restored(hq, "data", Lost.DATABASE);
    inStep("1|pencil|1.45", "3|pad|3.00", "4|cap|4.00", "5|box|5.00", "6|bag|6.00");
  }

  @Test
  void the_changelog_of_the_hub() throws Exception {
    hq.stop().copy("changelog", "backup");
    hq.start();
    live();
    hq.exchange();
    restored(hq, "changelog", Lost.CHANGELOG);
    inStep("1|pencil|1.45", "3|pad|3.00", "4|cap|4.00", "5|box|5.00", "6|bag|6.00");
  }

  @Test
  void both_stores_of_a_spoke() throws Exception {
    c1.stop().copy("data", "backup").copy("changelog", "backup-log");
    c1.start();
    live();
    settle();
    c1.stop().copy("backup", "data").copy("backup-log", "changelog");
    c1.start();
    assertThat(c1.exchange())
        .anySatisfy(said -> assertThat(said).contains("c1", "restored from a backup", "recover"));
    recover(c1, Lost.BOTH);
    inStep("1|pencil|1.45", "3|pad|3.00", "4|cap|4.00", "5|box|5.00", "6|bag|6.00");
  }

  @Test
  void both_stores_of_the_hub() throws Exception {
    hq.stop().copy("data", "backup").copy("changelog", "backup-log");
    hq.start();
    live();
    settle();
    hq.stop().copy("backup", "data").copy("backup-log", "changelog");
    hq.start();
    assertThat(c1.exchange())
        .anySatisfy(
            said ->
                assertThat(said)
                    .contains("c1 has applied changeset", "run `bactrian recover` here"));
    recover(hq, Lost.BOTH);
    assertThat(hq.status().streams())
        .hasSize(2)
        .allSatisfy(stream -> assertThat(stream.repair()).contains("was asked for rows"));
    // where both have a row nobody knows which is newer: the rules decide, and keep what loses
    inStep("1|pen|1.50", "2|ink|7.25", "3|pad|3.00", "4|cap|4.00", "5|box|5.00", "6|bag|6.00");
    assertThat(hq.site().conflicts().countsByRule()).containsKeys("hub", "manual");
  }

  private static void recover(TestSite site, Lost lost) {
    site.stop();
    try (Site opened = Site.open(site.folder)) {
      Recovery recovery = opened.recovery(OptionalLong.empty());
      assertThat(recovery.found()).isEmpty();
      recovery.run(lost);
    }
    site.start();
  }
}
