package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.database.TestDatabase;
import io.bactrian.install.Installation;
import io.bactrian.monitor.AlteredTable;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** A hub and a spoke on PostgreSQL whose applications set columns by BEFORE triggers. */
class ComputedColumnsTest {
  private static final String STAMP =
      """
      create function touch() returns trigger language plpgsql as $$
      begin
        NEW.updated_at = clock_timestamp();
        return NEW;
      end $$;
      create trigger set_updated_at before update on item for each row execute function touch()""";

  private static final String UPPER =
      """
      create function upper_code() returns trigger language plpgsql as $$
      begin
        new.name := upper(new.name);
        return new;
      end $$;
      create trigger upper_code before insert or update on item
        for each row execute function upper_code()""";

  private static final String NAMES = "select id, name, price from item order by id";
  private static final String ALL = "select id, name, price, updated_at from item order by id";

  @TempDir private Path dir;
  private TestSite hq;
  private TestSite c1;

  /**
   * @param words what both say about the table
   */
  private void install(String words, String atHub, String atSpoke) throws Exception {
    hq =
        install(
            "hq",
            "hub",
            "partner.c1.endpoint = file:../to-c1/new\npartner.c1.source = file:../to-hq/new\n",
            "destination: all" + (words.isEmpty() ? "" : ", " + words),
            atHub);
    c1 =
        install(
            "c1",
            "spoke",
            "partner.hq.endpoint = file:../to-hq/new\npartner.hq.source = file:../to-c1/new\n",
            words,
            atSpoke);
  }

  private TestSite install(String id, String role, String settings, String words, String trigger)
      throws Exception {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(
        "application.properties",
        """
        site.id = %s
        site.role = %s
        site.system = store
        database.url = %s
        database.user = postgres
        files.interval = 10 ms
        partner.%s.system = store
        %s"""
            .formatted(
                id,
                role,
                ((PGSimpleDataSource) TestDatabase.postgres()).getUrl(),
                role.equals("hub") ? "c1" : "hq",
                settings));
    files.put("tables.yaml", "tables:\n  item: {%s}\n".formatted(words));
    files.put(
        "transformers/store-to-store.yaml", "version: 1\nfrom: store\nto: store\nidentity: true\n");
    files.put("conflict-rules/store.yaml", "version: 1\ntables:\n  item: {rule: hub}\n");
    return TestSite.install(
        dir.resolve(id),
        files,
        "create table item (id bigint primary key, name text, price numeric(12,2),"
            + " updated_at timestamptz not null default clock_timestamp())",
        trigger);
  }

  @AfterEach
  void close() {
    hq.close();
    c1.close();
  }

  /** A row goes to both, then each side edits another column of it. */
  private void oneEditEach() throws Exception {
    hq.start().sql("insert into item (id, name, price) values (1, 'one', 1), (2, 'two', 2)");
    c1.start();
    turns();
    c1.sql("update item set name = 'spoke' where id = 1");
    turns();
    hq.sql("update item set price = 9 where id = 1");
    turns();
  }

  private void turns() throws Exception {
    for (TestSite site : List.of(hq, c1, hq, c1, hq)) {
      assertThat(site.exchange()).isEmpty();
    }
  }

  private static List<String> faults(TestSite site) {
    return Installation.of(site.folder).findings().faults();
  }

  @Test
  void without_a_word_check_asks_for_one() throws Exception {
    install("", STAMP, STAMP);
    assertThat(faults(hq))
        .singleElement()
        .asString()
        .contains("`item`", "`set_updated_at`", "`touch`", "`updated_at`", "updated,")
        .contains("`computed-here: [updated_at]`", "`restore: [updated_at]`");
  }

  @Test
  void each_side_keeps_its_own_value_of_a_column_computed_here() throws Exception {
    install("computed-here: [updated_at]", STAMP, STAMP);
    assertThat(faults(hq)).isEmpty();
    assertThat(faults(c1)).isEmpty();
    oneEditEach();
    assertThat(hq.rows(NAMES))
        .containsExactly("1|spoke|9.00", "2|two|2.00")
        .isEqualTo(c1.rows(NAMES));
    assertThat(hq.site().conflicts().countsByRule()).isEmpty();
    assertThat(c1.site().conflicts().countsByRule()).isEmpty();
    assertThat(hq.rows("select updated_at from item where id = 1"))
        .isNotEqualTo(c1.rows("select updated_at from item where id = 1"));
    c1.sql("update item set updated_at = now()");
    assertThat(c1.site().outbox().isEmpty()).as("no change").isTrue();
  }

  @Test
  void a_restored_column_is_equal_on_both_sides() throws Exception {
    install("restore: [updated_at]", STAMP, STAMP);
    assertThat(faults(hq)).isEmpty();
    assertThat(faults(c1)).isEmpty();
    oneEditEach();
    assertThat(hq.rows(ALL)).isEqualTo(c1.rows(ALL));
    assertThat(hq.rows(NAMES)).containsExactly("1|spoke|9.00", "2|two|2.00");
    assertThat(hq.site().conflicts().countsByRule()).isEmpty();
    assertThat(c1.site().conflicts().countsByRule()).isEmpty();
    assertThat(c1.status().streams().get(0).altered()).isEmpty();
  }

  @Test
  void what_a_trigger_at_the_hub_makes_of_a_row_comes_back_in_the_verdict() throws Exception {
    install("read-back: [name]", UPPER, "select 1");
    assertThat(faults(hq)).isEmpty();
    hq.start();
    c1.start().sql("insert into item (id, name) values (7, 'seven')");
    turns();
    assertThat(hq.rows(NAMES)).containsExactly("7|SEVEN|null").isEqualTo(c1.rows(NAMES));
    c1.sql("update item set name = 'six' where id = 7", "update item set price = 6 where id = 7");
    turns();
    assertThat(hq.rows(NAMES)).containsExactly("7|SIX|6.00").isEqualTo(c1.rows(NAMES));
    assertThat(hq.site().conflicts().countsByRule()).isEmpty();
  }

  @Test
  void what_a_trigger_at_a_spoke_makes_of_a_row_is_counted_and_told_once() throws Exception {
    install("", "select 1", UPPER);
    hq.start().sql("insert into item (id, name) select n, 'n' || n from generate_series(1, 30) n");
    c1.start();
    List<String> told;
    try (LogLines log = new LogLines()) {
      turns();
      hq.sql("insert into item (id, name) values (31, 'x'), (32, 'UP')");
      turns();
      told = log.with("do not stand");
    }
    assertThat(told).singleElement().asString().contains("hq→c1", "table item", "changes name");
    assertThat(c1.status().streams().get(0).altered())
        .containsExactly(new AlteredTable("item", 31, List.of("name")));
    assertThat(
            ManagementFactory.getPlatformMBeanServer()
                .getAttribute(
                    new ObjectName("io.bactrian:type=Stream,site=\"c1\",partner=\"hq\""),
                    "RowsAlteredByTriggers"))
        .isEqualTo(31L);
    c1.stop().start();
    assertThat(c1.status().streams().get(0).altered())
        .as("kept")
        .containsExactly(new AlteredTable("item", 31, List.of("name")));
  }
}
