package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the stream to a spoke starts that joins late. */
class FirstContactTest {
  private static final String PRODUCTS = "select code, label from product order by code";

  @TempDir private Path dir;
  private TestSites sites;

  @AfterEach
  void stop() {
    sites.close();
  }

  private void start(String first) throws Exception {
    sites = new TestSites(dir, "");
    for (TestSite hub : List.of(sites.hq)) {
      Path settings = hub.folder.resolve("application.properties");
      Files.writeString(
          settings,
          Files.readString(settings)
              + "partner.c1.start = %s\npartner.c2.start = %s\n".formatted(first, first));
    }
    sites.hq.start();
  }

  private void exchange(TestSite spoke) throws Exception {
    for (int round = 0; round < 4; round++) {
      assertThat(sites.hq.exchange()).isEmpty();
      assertThat(spoke.exchange()).isEmpty();
    }
  }

  /** Some from before the triggers, some in the log, one deleted again. */
  private void theHubHasRows() throws Exception {
    sites.hq.sql("insert into article values (1, 'pen', 1.50, 10)", "delete from bactrian_change");
    sites.hq.sql("insert into article values (2, 'ink', 7.25, 4)");
    sites.hq.sql("insert into article values (3, 'pad', 2, 7)");
    sites.hq.sql("delete from article where id = 3");
    sites.hq.exchange();
  }

  @Test
  void a_late_spoke_gets_the_rows_as_they_are_and_nothing_from_before() throws Exception {
    start("load");
    theHubHasRows();
    TestSite c1 = sites.c1.start();
    c1.sql("insert into product values (8, 'own', 100, 1)");
    exchange(c1);
    assertThat(c1.rows(PRODUCTS)).containsExactly("1|pen", "2|ink", "8|own");
    assertThat(sites.hq.rows("select id from article order by id")).containsExactly("1", "2", "8");
    sites.hq.sql("update article set title = 'biro' where id = 1");
    c1.sql("update product set label = 'ours' where code = 8");
    exchange(c1);
    assertThat(c1.rows(PRODUCTS)).containsExactly("1|biro", "2|ink", "8|ours");
    assertThat(sites.hq.rows("select title from article where id = 8")).containsExactly("ours");
    assertThat(sites.hq.status().streams().get(0).repair()).isNull();
    assertThat(sites.hq.site().conflicts().countsByRule()).isEmpty();
  }

  @Test
  void a_late_spoke_by_files_gets_them_too() throws Exception {
    start("load");
    theHubHasRows();
    TestSite c2 = sites.c2.start();
    sites.byFiles();
    sites.byFiles();
    assertThat(c2.rows(PRODUCTS)).containsExactly("1|pen", "2|ink");
  }

  @Test
  void nothing_is_kept_for_a_spoke_before_its_first_contact() throws Exception {
    start("load");
    theHubHasRows();
    assertThat(sites.hq.site().streams().outgoing("c1").confirmedThrough())
        .isEqualTo(sites.hq.status().position());
  }

  @Test
  void a_spoke_that_is_said_to_be_equal_is_compared_and_not_written() throws Exception {
    start("equal");
    theHubHasRows();
    TestSite c1 = sites.c1.start();
    c1.sql(
        "insert into product values (1, 'pen', 150, 10), (2, 'old', 1, 1)",
        "delete from bactrian_change");
    exchange(c1);
    assertThat(c1.rows(PRODUCTS)).containsExactly("1|pen", "2|old");
    assertThat(sites.hq.status().streams().get(0).repair())
        .contains("product, 0 missing there, 1 different, 0 only there", "bactrian load c1");
    sites.hq.sql("update article set title = 'biro' where id = 1");
    exchange(c1);
    assertThat(c1.rows(PRODUCTS)).containsExactly("1|biro", "2|old");
  }
}
