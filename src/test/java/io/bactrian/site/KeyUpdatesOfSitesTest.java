package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.database.TestDatabase;
import io.bactrian.wire.FreePort;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * An application updates the key of a row that has children and a second unique value: at a spoke
 * on H2, at its hub on PostgreSQL, or at both.
 */
class KeyUpdatesOfSitesTest {
  private static final String CUSTOMERS = "select id, email, name from customer order by id";
  private static final String ORDERS = "select id, customer, note from orders order by id";
  private static final String CASCADE = " on update cascade";

  @TempDir private Path dir;
  private TestSite hq;
  private TestSite c1;

  @AfterEach
  void stop() {
    c1.close();
    hq.close();
  }

  /**
   * @param atHub what the hub's orders do when a key of a customer is updated
   * @param atSpoke the same at the spoke
   */
  private void start(String atHub, String atSpoke) throws Exception {
    int port = FreePort.next();
    String postgres = ((PGSimpleDataSource) TestDatabase.postgres()).getUrl();
    hq =
        site(
            "hq",
            "site.role = hub\ndatabase.url = %s\ndatabase.user = postgres\npartner.c1.system = shop\n"
                    .formatted(postgres)
                + "exchange.listen = 127.0.0.1:%d\npartner.c1.token = %s\n"
                    .formatted(port, TestSites.TOKEN),
            "destination: all",
            atHub);
    c1 =
        site(
            "c1",
            "site.role = spoke\ndatabase.url = jdbc:h2:file:./data/site;DATABASE_TO_LOWER=TRUE\n"
                + "database.user = sa\npartner.hq.system = shop\n"
                + "partner.hq.endpoint = http://127.0.0.1:%d/bactrian/exchange\n".formatted(port)
                + "partner.hq.token = %s\n".formatted(TestSites.TOKEN),
            "",
            atSpoke);
    hq.start();
    c1.start();
    c1.sql(
        "insert into customer values (1, 'a@x', 'Ada'), (2, 'b@x', 'Bob'), (3, 'c@x', 'Cyd')",
        "insert into orders values (7, 1, 'first'), (8, 1, 'second'), (9, 2, 'third')");
    exchange();
    equal("1|a@x|Ada", "2|b@x|Bob", "3|c@x|Cyd");
  }

  private TestSite site(String id, String settings, String destination, String updates)
      throws Exception {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(
        "application.properties",
        "site.id = %s\nsite.system = shop\nexchange.long-poll = 20 ms\n".formatted(id) + settings);
    files.put(
        "tables.yaml",
        "tables:\n  customer: {%s}\n  orders: {%s}\n".formatted(destination, destination));
    files.put(
        "transformers/shop-to-shop.yaml", "version: 1\nfrom: shop\nto: shop\nidentity: true\n");
    files.put("conflict-rules/shop.yaml", "version: 1\ndefault: hub\n");
    return TestSite.install(
        dir.resolve(id),
        files,
        "create table customer (id integer primary key, email varchar(40) not null unique,"
            + " name varchar(40))",
        "create table orders (id integer primary key, customer integer not null references customer"
            + updates
            + ", note varchar(40))");
  }

  private void exchange() throws Exception {
    for (int round = 0; round < 4; round++) {
      assertThat(hq.exchange()).isEmpty();
      assertThat(c1.exchange()).isEmpty();
    }
  }

  private void equal(String... customers) throws Exception {
    assertThat(hq.rows(CUSTOMERS)).containsExactly(customers);
    assertThat(c1.rows(CUSTOMERS)).containsExactly(customers);
    assertThat(c1.rows(ORDERS)).isEqualTo(hq.rows(ORDERS));
    for (TestSite site : List.of(hq, c1)) {
      assertThat(site.rows("select kind, reason from bactrian_wait")).isEmpty();
    }
  }

  @Test
  void the_spokes_new_keys_reach_a_hub_whose_rows_do_not_follow_by_themselves() throws Exception {
    start("", CASCADE);
    c1.sql("update customer set id = id + 1000 where id < 3");
    hq.sql(
        "update customer set name = 'Eva' where id = 1",
        "insert into orders values (70, 1, 'for the old key')");
    exchange();
    equal("3|c@x|Cyd", "1001|a@x|Eva", "1002|b@x|Bob");
    assertThat(hq.rows("select customer from orders where id in (7, 70) order by id"))
        .containsExactly("1001", "1001");
  }

  @Test
  void the_hubs_new_keys_reach_a_spoke_whose_rows_do_not_follow_by_themselves() throws Exception {
    start(CASCADE, "");
    hq.sql("update customer set id = id + 1000 where id < 3");
    c1.sql(
        "update customer set name = 'Bea' where id = 2",
        "insert into orders values (70, 1, 'for the old key')");
    exchange();
    exchange();
    equal("3|c@x|Cyd", "1001|a@x|Ada", "1002|b@x|Bob");
    assertThat(c1.rows("select customer from orders where id in (7, 70) order by id"))
        .containsExactly("1001", "1001");
    assertThat(hq.site().conflicts().countsByRule()).as("what the spoke wrote").isNotEmpty();
  }

  @Test
  void if_both_update_to_one_key_the_rule_decides_and_one_row_is_left() throws Exception {
    start(CASCADE, CASCADE);
    hq.sql("update customer set id = 1001 where id = 1");
    c1.sql(
        "update customer set id = 1001, name = 'Eva' where id = 1",
        "insert into orders values (70, 1001, 'for the new key')");
    exchange();
    exchange();
    equal("2|b@x|Bob", "3|c@x|Cyd", "1001|a@x|Ada");
    assertThat(hq.rows("select customer from orders where id in (7, 70) order by id"))
        .containsExactly("1001", "1001");
  }

  @Test
  void if_both_update_to_different_keys_the_hubs_stands_everywhere() throws Exception {
    start(CASCADE, CASCADE);
    hq.sql("update customer set id = 1001 where id = 1");
    c1.sql("update customer set id = 2001 where id = 1");
    exchange();
    exchange();
    equal("2|b@x|Bob", "3|c@x|Cyd", "1001|a@x|Ada");
  }
}
