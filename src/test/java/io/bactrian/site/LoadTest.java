package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.LoadProgress;
import io.bactrian.apply.LoadScope;
import io.bactrian.apply.RowComparison;
import io.bactrian.apply.RowComparison.Counts;
import io.bactrian.changeset.Item.Request.What;
import io.bactrian.exchange.Outgoing;
import io.bactrian.monitor.StreamStatus;
import io.bactrian.route.Retention;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A spoke gets everything that it may see, while both sides write. */
class LoadTest {
  private static final String PRODUCTS = "select code, label from product order by code";

  @TempDir private Path dir;
  private TestSites sites;
  private TestSite hq;
  private TestSite c1;
  private TestSite c2;

  @BeforeEach
  void start() throws Exception {
    sites = new TestSites(dir);
    hq = sites.hq;
    c1 = sites.c1;
    c2 = sites.c2;
  }

  @AfterEach
  void stop() {
    sites.close();
  }

  private void exchange() throws Exception {
    for (int round = 0; round < 4; round++) {
      assertThat(hq.exchange()).isEmpty();
      assertThat(c1.exchange()).isEmpty();
    }
  }

  /** Rows that were there before the triggers are in no changelog. */
  private static void before(TestSite site, String... rows) throws Exception {
    for (String row : rows) {
      site.sql(row, "delete from bactrian_change");
    }
  }

  @Test
  void rows_from_before_the_triggers_reach_the_spoke_and_others_there_go() throws Exception {
    before(
        hq,
        "insert into article values (1, 'pen', 1.50, 10), (2, 'ink', 7.25, 4)",
        "insert into offer values (1, 2, 'c1', 'cheap'), (2, 2, 'c2', 'dear')");
    before(c1, "insert into product values (2, 'old', 1, 1), (9, 'of nobody', 1, 1)");
    hq.start();
    c1.start();
    c1.sql("insert into product values (8, 'of the spoke', 100, 1)");
    hq.site().loader("c1").ask(What.LOAD, false);
    exchange();
    assertThat(c1.rows(PRODUCTS)).containsExactly("1|pen", "2|ink", "8|of the spoke");
    assertThat(c1.rows("select id, title from offer")).containsExactly("1|cheap");
    assertThat(hq.rows("select id, title from article order by id"))
        .containsExactly("1|pen", "2|ink", "8|of the spoke");
    assertThat(hq.site().conflicts().countsByRule()).containsKey("reload");
    assertThat(hq.site().loader("c1").underWay()).isEmpty();
  }

  private static LoadScope keeping() {
    return LoadScope.all(What.LOAD).keeping();
  }

  /** A hub and a spoke that both have rows; one is equal, one differs, one each is missing. */
  private void bothHaveRows() throws Exception {
    before(
        hq,
        "insert into article values (1, 'pen', 1.50, 10), (2, 'ink', 7.25, 4), (3, 'pad', 2, 7)");
    before(
        c1, "insert into product values (1, 'pen', 150, 10), (2, 'old', 1, 1), (9, 'own', 100, 1)");
    hq.start();
    c1.start();
  }

  @Test
  void rows_that_only_the_spoke_has_stay_there_and_status_counts_them() throws Exception {
    bothHaveRows();
    hq.site().loader("c1").ask(keeping(), false);
    exchange();
    assertThat(c1.rows(PRODUCTS)).containsExactly("1|pen", "2|ink", "3|pad", "9|own");
    assertThat(hq.rows("select id from article order by id")).containsExactly("1", "2", "3");
    assertThat(hq.site().conflicts().countsByRule()).doesNotContainKey("reload");
    assertThat(hq.status().streams().get(0).waiting())
        .singleElement()
        .asString()
        .contains("1 of product only there", "--spoke-first", "--mirror");
    c1.sql("delete from product where code = 9");
    hq.site().loader("c1").ask(keeping(), false);
    exchange();
    assertThat(hq.status().streams().get(0).waiting()).isEmpty();
  }

  @Test
  void a_comparison_counts_and_changes_nothing() throws Exception {
    bothHaveRows();
    hq.site().loader("c1").compare(keeping());
    exchange();
    RowComparison found = hq.site().loader("c1").comparison().orElseThrow();
    assertThat(found.isComplete()).isTrue();
    assertThat(found.tables()).containsExactly(Map.entry("product", new Counts(3, 1, 1, 1)));
    assertThat(found.tables().get("product").lacking()).isEqualTo(1);
    assertThat(c1.rows(PRODUCTS)).containsExactly("1|pen", "2|old", "9|own");
    assertThat(hq.rows("select id from article order by id")).containsExactly("1", "2", "3");
    assertThat(hq.site().conflicts().countsByRule()).isEmpty();
    hq.site().loader("c1").shown();
    hq.site().loader("c1").ask(keeping(), false);
    exchange();
    hq.site().loader("c1").compare(keeping());
    exchange();
    assertThat(hq.site().loader("c1").comparison().orElseThrow().tables())
        .containsExactly(Map.entry("product", new Counts(3, 3, 0, 1)));
  }

  @Test
  void the_spokes_rows_are_offered_before_the_hubs_come_if_that_is_said() throws Exception {
    bothHaveRows();
    hq.site().loader("c1").askSpokeFirst(keeping(), false);
    exchange();
    exchange();
    assertThat(c1.rows(PRODUCTS)).hasSize(4).contains("9|own", "3|pad");
    assertThat(hq.rows("select id, title from article order by id")).isEqualTo(c1.rows(PRODUCTS));
    assertThat(hq.status().streams().get(0).repair()).isNull();
    assertThat(hq.status().streams().get(0).waiting()).isEmpty();
    assertThat(hq.site().conflicts().countsByRule()).isNotEmpty();
  }

  @Test
  void what_is_edited_while_the_rows_are_told_stays_as_the_hub_decides() throws Exception {
    hq.sql("insert into article values (1, 'pen', 1.50, 10), (2, 'ink', 7.25, 4)");
    hq.start();
    c1.start();
    exchange();
    hq.site().loader("c1").ask(What.LOAD, false);
    c1.sql(
        "update product set label = 'biro' where code = 1", "delete from product where code = 2");
    hq.exchange();
    hq.sql("update article set title = 'pencil' where id = 1");
    exchange();
    assertThat(hq.rows("select id, title from article")).containsExactly("1|pencil");
    assertThat(c1.rows(PRODUCTS)).containsExactly("1|pencil");
  }

  @Test
  void a_load_goes_on_where_a_stop_left_it() throws Exception {
    before(hq, "insert into article select \"X\", 'pen', 1, 1 from system_range(1, 2500)");
    hq.start();
    c1.start();
    hq.site().loader("c1").ask(What.LOAD, false);
    assertThat(hq.site().loader("c1").step()).isTrue();
    hq.stop().start();
    assertThat(hq.site().loader("c1").underWay().orElseThrow().rows()).isEqualTo(1_000);
    assertThat(hq.status().streams().get(0).repair())
        .isEqualTo("is being sent all rows, 1,000 so far, of about 2,500, at table article");
    exchange();
    assertThat(c1.rows("select count(*) from product")).containsExactly("2500");
  }

  private static LoadScope only(String... tables) {
    return LoadScope.of(What.LOAD, List.of(tables));
  }

  @Test
  void one_table_is_loaded_alone_and_nothing_of_others_is_sent_or_removed() throws Exception {
    before(
        hq,
        "insert into article values (1, 'pen', 1.50, 10), (2, 'ink', 7.25, 4)",
        "insert into offer values (1, 2, 'c1', 'cheap'), (2, 2, 'c2', 'dear')");
    before(
        c1,
        "insert into product values (2, 'old', 1, 1), (9, 'of nobody', 1, 1)",
        "insert into offer values (5, 9, 'of nobody')");
    hq.start();
    c1.start();
    hq.site().loader("c1").ask(only("offer"), false);
    assertThat(hq.status().streams().get(0).repair())
        .isEqualTo("is being sent the rows of offer, 0 so far");
    exchange();
    assertThat(c1.rows(PRODUCTS)).containsExactly("2|old", "9|of nobody");
    assertThat(c1.rows("select id, title from offer where id = 1")).containsExactly("1|cheap");
    c1.sql("insert into product values (8, 'of the spoke', 100, 1)", "delete from offer");
    hq.site().loader("c1").ask(only("article"), false);
    exchange();
    assertThat(c1.rows(PRODUCTS)).containsExactly("1|pen", "2|ink", "8|of the spoke");
    assertThat(c1.rows("select id from offer")).as("its deletion there stays").isEmpty();
    assertThat(hq.site().loader("c1").underWay()).isEmpty();
  }

  @Test
  void a_load_of_all_follows_one_of_a_table_and_one_of_a_table_one_of_all() throws Exception {
    before(
        hq,
        "insert into article select \"X\", 'pen', 1, 1 from system_range(1, 1500)",
        "insert into offer values (1, 2, 'c1', 'cheap')");
    hq.start();
    c1.start();
    hq.site().loader("c1").ask(only("offer"), false);
    assertThat(hq.site().loader("c1").step()).isTrue();
    hq.site().loader("c1").ask(What.LOAD, false);
    hq.stop().start();
    assertThat(hq.site().loader("c1").underWay().orElseThrow().scope()).isEqualTo(only("offer"));
    while (hq.site().loader("c1").underWay().orElseThrow().then() != null) {
      assertThat(hq.site().loader("c1").step()).isTrue();
    }
    assertThat(hq.site().loader("c1").step()).as("it may start").isTrue();
    assertThat(hq.site().loader("c1").step()).isTrue();
    hq.site().loader("c1").ask(only("offer"), false);
    LoadProgress all = hq.site().loader("c1").underWay().orElseThrow();
    assertThat(all.scope().isWhole()).isTrue();
    assertThat(all.then()).isEqualTo(only("offer"));
    exchange();
    exchange();
    assertThat(c1.rows("select count(*) from product")).containsExactly("1500");
    assertThat(hq.site().loader("c1").underWay()).isEmpty();
  }

  @Test
  void a_kill_while_the_stream_restarts_does_not_make_it_begin_twice() throws Exception {
    hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    hq.start();
    c1.start();
    exchange();
    hq.site().loader("c1").ask(What.LOAD, true);
    assertThat(hq.site().loader("c1").step()).isTrue();
    LoadProgress decided = hq.site().loader("c1").underWay().orElseThrow();
    assertThat(decided.incarnation()).isEqualTo(2);
    Outgoing stream = hq.site().streams().outgoing("c1");
    stream.restart(decided.incarnation(), decided.position());
    hq.stop().start(); // killed before the database knew of it
    exchange();
    assertThat(hq.site().streams().outgoing("c1").incarnation()).isEqualTo(2);
    assertThat(c1.rows(PRODUCTS)).containsExactly("1|pen");
    assertThat(hq.site().loader("c1").underWay()).isEmpty();
  }

  @Test
  void an_abandoned_spoke_holds_nothing_back_and_is_loaded_again() throws Exception {
    hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    hq.start();
    c1.start();
    exchange();
    hq.exchange();
    c2.start();
    sites.byFiles();
    hq.sql("update article set title = 'ink'", "insert into article values (2, 'pad', 1, 1)");
    exchange();
    hq.site().changesets().abandon("c2", Long.MAX_VALUE);
    purge();
    assertThat(hq.site().changelog().first()).isEqualTo(hq.status().position() + 1);
    c2.sql("update product set cents = 725");
    c2.exchange();
    assertThat(hq.exchange())
        .anySatisfy(said -> assertThat(said).contains("c2 was abandoned", "bactrian load c2"));
    assertThat(hq.rows("select price from article where id = 1")).containsExactly("7.25");
    hq.site().loader("c2").ask(What.LOAD, true);
    sites.byFiles();
    sites.byFiles();
    assertThat(c2.rows(PRODUCTS)).containsExactly("1|ink", "2|pad");
    assertThat(hq.exchange()).isEmpty();
  }

  @Test
  void an_abandoned_spoke_is_told_so_and_how_far_its_own_changes_are_taken() throws Exception {
    hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    hq.start();
    c1.start();
    exchange();
    hq.site().changesets().abandon("c1", Long.MAX_VALUE);
    for (int cents : List.of(250, 350)) {
      c1.sql("update product set cents = " + cents);
      assertThat(c1.exchange())
          .anySatisfy(said -> assertThat(said).contains("c1 was abandoned", "bactrian load c1"));
    }
    assertThat(hq.rows("select price from article")).containsExactly("3.50");
    assertThat(hq.status().streams().get(0).repair()).contains("abandoned", "bactrian load c1");
    StreamStatus toHub = c1.status().streams().get(0);
    assertThat(toHub.acknowledged()).isEqualTo(toHub.sent());
  }

  private void purge() {
    Retention retention = (Retention) hq.site().beans().get("purge");
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    retention.settle(exchange);
    retention.purge(exchange);
  }
}
