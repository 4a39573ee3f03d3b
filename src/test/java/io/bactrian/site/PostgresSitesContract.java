package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.LoadScope;
import io.bactrian.apply.RowComparison.Counts;
import io.bactrian.changeset.Item.Request.What;
import io.bactrian.database.TestDatabase;
import io.bactrian.decide.QuestionKind;
import io.bactrian.decide.Selection;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** Two sites of one kind, each with its own database in a real PostgreSQL. */
abstract class PostgresSitesContract {
  private static final String ITEMS =
      "select id, name, price, at, flag, data from item order by id";

  @TempDir private Path dir;

  /** A new, empty one for a site. */
  abstract String changelog();

  private TestSite install(String id, String role, String settings) throws Exception {
    String partner = role.equals("hub") ? "c1" : "hq";
    Map<String, String> files = new LinkedHashMap<>();
    files.put(
        "application.properties",
        """
        site.id = %s
        site.role = %s
        site.system = store
        database.url = %s
        database.user = postgres
        changelog.uri = %s
        files.interval = 10 ms
        partner.%s.system = store
        %s\
        """
            .formatted(id, role, newDatabase(), changelog(), partner, settings));
    files.put(
        "tables.yaml",
        "tables:\n  item: {%s}\n".formatted(role.equals("hub") ? "destination: all" : ""));
    files.put(
        "transformers/store-to-store.yaml", "version: 1\nfrom: store\nto: store\nidentity: true\n");
    files.put("conflict-rules/store.yaml", "version: 1\ntables:\n  item: {rule: hub}\n");
    return TestSite.install(
        dir.resolve(id),
        files,
        "create table item (id bigint primary key, name text not null, price numeric(12,2),"
            + " at timestamptz, flag boolean, data bytea)");
  }

  private static String newDatabase() throws SQLException {
    return ((PGSimpleDataSource) TestDatabase.postgres()).getUrl();
  }

  @Test
  void changes_go_both_ways_and_a_conflict_is_decided_once_for_both() throws Exception {
    String hub = "partner.c1.endpoint = file:../to-c1/new\npartner.c1.source = file:../to-hq/new\n";
    String spoke = "partner.hq.endpoint = file:../to-hq/new\npartner.hq.source = file:../to-c1/new";
    try (TestSite hq = install("hq", "hub", hub);
        TestSite c1 = install("c1", "spoke", spoke)) {
      hq.start()
          .sql("insert into item select n, 'item ' || n, n, now() from generate_series(1, 500) n");
      c1.start()
          .sql(
              "insert into item values (1000, 'o''k', null, '2026-11-24 10:00+01', true,"
                  + " '\\x00ff')");
      turns(hq, c1);
      assertThat(c1.rows(ITEMS)).hasSize(501).isEqualTo(hq.rows(ITEMS));
      hq.sql("update item set name = 'of the hub', price = 1 where id = 1000");
      c1.sql(
          "update item set name = 'of the spoke', flag = false where id = 1000",
          "delete from item where id = 7",
          "update item set price = price + 1 where id between 10 and 20");
      turns(hq, c1);
      assertThat(hq.rows("select name, price, flag from item where id in (7, 1000)"))
          .containsExactly("of the hub|1.00|f");
      assertThat(c1.rows(ITEMS)).hasSize(500).isEqualTo(hq.rows(ITEMS));
      assertThat(hq.site().conflicts().countsByRule()).isEqualTo(Map.of("hub", 1L));
    }
  }

  @Test
  void what_a_spoke_cannot_write_is_told_to_the_hub_until_it_can() throws Exception {
    String hub = "partner.c1.endpoint = file:../to-c1/new\npartner.c1.source = file:../to-hq/new\n";
    String spoke = "partner.hq.endpoint = file:../to-hq/new\npartner.hq.source = file:../to-c1/new";
    try (TestSite hq = install("hq", "hub", hub);
        TestSite c1 = install("c1", "spoke", spoke)) {
      hq.start();
      c1.start().sql("alter table item add constraint cheap check (price < 100)");
      hq.sql("insert into item (id, name, price) values (1, 'dear', 500)");
      turns(hq, c1);
      assertThat(c1.status().streams().get(0).deferred()).isOne();
      hq.sql("insert into item (id, name, price) values (2, 'cheap', 5)");
      turns(hq, c1);
      assertThat(hq.status().streams().get(0).heldThere()).isOne();
      assertThat(hq.status().streams().get(0).waiting())
          .singleElement()
          .asString()
          .startsWith("1 of item held there: ")
          .contains("cheap")
          .doesNotContain("500");
      assertThat(hq.site().decisions().questions().list(false, Selection.ALL).questions())
          .singleElement()
          .matches(held -> held.kind() == QuestionKind.HELD && held.key().equals("1"))
          .matches(held -> held.reason().startsWith("held at c1: "));
      c1.sql("alter table item drop constraint cheap");
      hq.sql("insert into item (id, name, price) values (3, 'cheap', 5)");
      turns(hq, c1);
      assertThat(c1.rows(ITEMS)).hasSize(3).isEqualTo(hq.rows(ITEMS));
      assertThat(hq.status().streams().get(0).heldThere()).isZero();
      assertThat(hq.status().streams().get(0).waiting()).isEmpty();
      assertThat(c1.status().streams().get(0).waiting()).isEmpty();
    }
  }

  @Test
  void a_customer_with_rows_who_joins_late_is_loaded_and_keeps_what_only_it_has() throws Exception {
    String hub =
        "partner.c1.endpoint = file:../to-c1/new\npartner.c1.source = file:../to-hq/new\n"
            + "partner.c1.start = load\n";
    String spoke = "partner.hq.endpoint = file:../to-hq/new\npartner.hq.source = file:../to-c1/new";
    try (TestSite hq = install("hq", "hub", hub);
        TestSite c1 = install("c1", "spoke", spoke)) {
      hq.sql("insert into item (id, name, price) values (1, 'a', 1), (2, 'b', 2), (3, 'c', 3)");
      c1.sql(
          "insert into item (id, name, price) values (1, 'a', 1.00), (2, 'old', 2), (9, 'own', 9)",
          "delete from bactrian_change");
      hq.start();
      c1.start();
      turns(hq, c1);
      turns(hq, c1);
      assertThat(c1.rows("select id, name from item order by id"))
          .containsExactly("1|a", "2|b", "3|c", "9|own");
      assertThat(hq.rows("select id from item order by id")).containsExactly("1", "2", "3");
      assertThat(hq.status().streams().get(0).waiting())
          .singleElement()
          .asString()
          .startsWith("1 of item only there");
      c1.sql("update item set name = 'changed' where id = 1");
      hq.site().loader("c1").compare(LoadScope.all(What.LOAD));
      turns(hq, c1);
      turns(hq, c1);
      assertThat(hq.site().loader("c1").comparison().orElseThrow().tables())
          .containsExactly(Map.entry("item", new Counts(3, 3, 0, 1)));
    }
  }

  private static void turns(TestSite hq, TestSite c1) throws Exception {
    for (TestSite site : List.of(hq, c1, hq, c1, hq)) {
      assertThat(site.exchange()).isEmpty();
    }
  }
}
