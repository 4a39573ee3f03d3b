package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.route.Retention;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
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
    startsWith(first);
    sites.hq.start();
  }

  /**
   * @param first null to say nothing
   */
  private void startsWith(String first) throws Exception {
    Path settings = sites.hq.folder.resolve("application.properties");
    Files.writeString(
        settings,
        Files.readString(settings)
            .replaceAll("(partner.c..start) = .*", first == null ? "" : "$1 = " + first));
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
  void a_late_spoke_gets_the_rows_as_they_are_where_nothing_else_is_said() throws Exception {
    start(null);
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
    start(null);
    theHubHasRows();
    TestSite c2 = sites.c2.start();
    sites.byFiles();
    sites.byFiles();
    assertThat(c2.rows(PRODUCTS)).containsExactly("1|pen", "2|ink");
  }

  @Test
  void nothing_is_kept_for_a_spoke_before_its_first_contact() throws Exception {
    start(null);
    theHubHasRows();
    purge();
    assertThat(sites.hq.site().changelog().first()).isEqualTo(sites.hq.status().position() + 1);
    assertThat(sites.hq.rows("select count(*) from bactrian_change")).containsExactly("0");
    assertThat(sites.hq.site().changesets().unacknowledged("c1")).isEmpty();
    exchange(sites.c1.start());
    assertThat(sites.c1.rows(PRODUCTS)).containsExactly("1|pen", "2|ink");
  }

  @Test
  void a_spoke_that_had_contact_is_not_loaded_anew_where_load_becomes_the_default()
      throws Exception {
    start("log");
    theHubHasRows();
    TestSite c1 = sites.c1.start();
    exchange(c1);
    assertThat(c1.rows(PRODUCTS)).as("since the triggers").containsExactly("2|ink");
    sites.hq.stop();
    startsWith(null);
    sites.hq.start();
    sites.hq.sql("update article set title = 'inks' where id = 2");
    exchange(c1);
    assertThat(c1.rows(PRODUCTS)).containsExactly("2|inks");
    assertThat(sites.hq.site().streams().outgoing("c1").incarnation()).isEqualTo(1);
    assertThat(sites.hq.site().loader("c1").underWay()).isEmpty();
  }

  private void purge() {
    Retention retention = (Retention) sites.hq.site().beans().get("purge");
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    retention.settle(exchange);
    retention.purge(exchange);
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
