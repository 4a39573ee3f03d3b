package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.monitor.StreamStatus;
import io.bactrian.route.Retention;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole sites, one of whose partners is suspended: nothing goes either way, nothing is lost. */
class SuspendedPartnerTest {
  private static final String ARTICLES = "select title from article order by id";
  private static final String PRODUCTS = "select label from product order by code";

  @TempDir private Path dir;
  private TestSites sites;
  private TestSite hq;

  @BeforeEach
  void start() throws Exception {
    sites = new TestSites(dir);
    hq = sites.hq.start();
  }

  @AfterEach
  void stop() {
    sites.close();
  }

  private PartnerCare care() {
    return hq.site().partnerCare();
  }

  private StreamStatus stream(int partner) {
    return hq.status().streams().get(partner);
  }

  @Test
  void a_spoke_is_told_to_ask_later_and_goes_on_where_it_stood() throws Exception {
    TestSite c1 = sites.c1.start();
    hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    assertThat(c1.exchange()).isEmpty();
    care().suspend("c1");
    hq.sql("insert into article values (2, 'ink', 7.25, 4)");
    c1.sql("insert into product values (3, 'pad', 200, 7)");
    assertThat(c1.exchange())
        .singleElement()
        .asString()
        .contains(
            "status 503: hq exchanges nothing with c1 now: it is suspended since",
            "`bactrian partner resume c1` at hq",
            "Nothing was received, and nothing is lost; ask again then.");
    assertThat(hq.rows(ARTICLES)).containsExactly("pen", "ink");
    assertThat(c1.rows(PRODUCTS)).containsExactly("pen", "pad");
    assertThat(stream(0).repair()).startsWith("is suspended since");
    care().resume("c1");
    assertThat(c1.exchange()).isEmpty();
    assertThat(hq.rows(ARTICLES)).containsExactly("pen", "ink", "pad");
    assertThat(c1.rows(PRODUCTS)).containsExactly("pen", "ink", "pad");
    assertThat(stream(0).repair()).isNull();
    assertThat(hq.site().streams().outgoing("c1").incarnation()).isEqualTo(1);
  }

  @Test
  void the_log_is_kept_for_it_however_much_others_confirm() throws Exception {
    TestSite c1 = sites.c1.start();
    sites.c2.start();
    c1.exchange();
    care().suspend("c1");
    hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    hq.sql("update article set title = 'ink'");
    sites.byFiles();
    sites.byFiles();
    purge();
    assertThat(stream(0).kept().entries()).isEqualTo(hq.status().position()).isPositive();
    care().resume("c1");
    assertThat(c1.exchange()).isEmpty();
    assertThat(c1.rows(PRODUCTS)).containsExactly("ink");
  }

  @Test
  void files_are_neither_written_nor_read_by_sync_either() throws Exception {
    TestSite c2 = sites.c2.start();
    c2.sql("insert into product values (2, 'ink', 725, 4)");
    assertThat(c2.exchange()).isEmpty();
    care().suspend("c2");
    hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    assertThat(hq.exchange()).isEmpty();
    assertThat(hq.rows(ARTICLES)).containsExactly("pen");
    assertThat(sites.files("to-hq/new")).hasSize(1);
    assertThat(sites.files("to-c2/new")).isEmpty();
    care().resume("c2");
    sites.byFiles();
    assertThat(hq.rows(ARTICLES)).containsExactly("pen", "ink");
    assertThat(c2.rows(PRODUCTS)).containsExactly("pen", "ink");
  }

  @Test
  void a_spoke_that_has_suspended_its_hub_does_not_ask() throws Exception {
    TestSite c1 = sites.c1.start();
    hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    c1.site().partnerCare().suspend("hq");
    assertThat(c1.exchange()).isEmpty();
    assertThat(c1.rows(PRODUCTS)).isEmpty();
    c1.stop().start();
    assertThat(c1.exchange()).isEmpty();
    assertThat(c1.rows(PRODUCTS)).as("it is stored").isEmpty();
    c1.site().partnerCare().resume("hq");
    assertThat(c1.exchange()).isEmpty();
    assertThat(c1.rows(PRODUCTS)).containsExactly("pen");
  }

  @Test
  void another_process_suspends_a_partner_of_a_running_site() throws Exception {
    TestSite c1 = sites.c1.start();
    hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    try (Site beside = Site.open(hq.folder)) {
      beside.partnerCare().suspend("c1");
    }
    assertThat(c1.exchange()).singleElement().asString().contains("is suspended since");
    assertThat(c1.rows(PRODUCTS)).isEmpty();
  }

  private void purge() {
    Retention retention = (Retention) hq.site().beans().get("purge");
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    retention.settle(exchange);
    retention.purge(exchange);
  }
}
