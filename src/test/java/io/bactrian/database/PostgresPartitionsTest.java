package io.bactrian.database;

import static io.bactrian.database.TestDatabase.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Schema;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.database.dialect.Finding;
import io.bactrian.database.dialect.TriggerOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that come or go with a partition fire no trigger, so that the check has to tell of it. */
class PostgresPartitionsTest {
  private static final Set<String> TABLES = Set.of("sale", "item");
  private static final String LOOSE =
      "create table loose (like sale including all); insert into loose values (25, 'old', 1)";
  private static final String ATTACH =
      "alter table sale attach partition loose for values from (20) to (30)";

  private Connection db;
  private Tracking tracking;

  @BeforeEach
  void open() throws SQLException {
    db = TestDatabase.postgres().getConnection();
    Dialect dialect = Dialects.of(db);
    dialect.prepare(db);
    tracking = new Tracking(dialect);
    run(
        db,
        "create table item (id int primary key)",
        "create table sale (id int primary key, who text default 'x', n int) partition by range (id)",
        "create table sale_0 partition of sale for values from (0) to (10)",
        "create table \"sale, 1\" partition of sale for values from (10) to (20)"
            + " partition by range (id)",
        "create table sale_1a partition of \"sale, 1\" for values from (10) to (15)");
    install();
  }

  @AfterEach
  void close() throws SQLException {
    TestDatabase.end(db);
  }

  private void install() throws SQLException {
    Schema schema = Catalog.read(db, Dialects.of(db), TABLES, Map.of());
    tracking.install(db, schema, TriggerOptions.NONE);
  }

  private List<String> told() throws SQLException {
    return tracking.check(db, TABLES, Map.of(), TriggerOptions.NONE).stream()
        .filter(finding -> finding.kind() == Finding.Kind.PARTITIONS_CHANGED)
        .map(Finding::message)
        .toList();
  }

  private void isTold(String... words) throws SQLException {
    assertThat(told()).hasSize(1);
    assertThat(told().get(0))
        .contains("Table `sale`", "bactrian load PARTNER --table sale", "bactrian install")
        .contains(words);
    install();
    assertThat(told()).as("confirmed").isEmpty();
  }

  @Test
  void after_install_there_is_nothing_to_tell() throws SQLException {
    assertThat(told()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vacuum full; vacuum freeze; analyze",
        "alter table sale_9 rename to sale_nine",
        "alter table sale_9 owner to pg_monitor; grant all on sale_9 to public",
        "alter table sale add column more int default 3; alter table sale rename who to whom",
        "alter table sale alter column n type bigint; alter table sale alter column n set not null",
        "insert into sale (id) values (91); truncate sale_9; create index on sale (n)",
        "cluster sale_9 using sale_9_pkey; alter table sale_9 set (fillfactor = 50)"
      })
  void a_partition_created_as_one_is_everyday_business(String afterwards) throws SQLException {
    run(db, "create table sale_9 partition of sale for values from (90) to (100)");
    assertThat(told()).isEmpty();
    run(db, afterwards.split("; "));
    assertThat(told()).isEmpty();
  }

  @Test
  void an_attached_partition_is_told_until_install() throws SQLException {
    run(db, LOOSE, ATTACH);
    isTold("attached: public.loose)");
  }

  @Test
  void one_filled_and_attached_in_a_single_transaction_is_told() throws SQLException {
    run(db, "begin", LOOSE, ATTACH, "commit");
    isTold("attached: public.loose)");
  }

  @Test
  void one_attached_is_told_whatever_is_done_to_it_afterwards() throws SQLException {
    run(db, LOOSE, ATTACH);
    run(db, "vacuum full", "vacuum freeze", "analyze", "alter table loose rename to tight");
    isTold("attached: public.tight)");
  }

  @Test
  void one_attached_deeper_is_told() throws SQLException {
    run(
        db,
        LOOSE.replace("25", "17"),
        "alter table \"sale, 1\" attach partition loose for values from (15) to (20)");
    isTold("attached: public.loose)");
  }

  @Test
  void one_that_is_detached_is_told() throws SQLException {
    run(db, "alter table sale detach partition sale_0");
    isTold("detached or dropped: public.sale_0)");
  }

  @Test
  void one_that_is_dropped_is_told_with_those_in_it() throws SQLException {
    run(db, "drop table \"sale, 1\"");
    isTold("detached or dropped: public.sale, 1, public.sale_1a)");
  }

  @Test
  void one_that_was_away_for_a_while_is_told() throws SQLException {
    run(
        db,
        "alter table sale detach partition sale_0",
        "insert into sale_0 values (3, 'unseen', 1)",
        "alter table sale attach partition sale_0 for values from (0) to (10)");
    isTold("attached: public.sale_0", "detached or dropped: public.sale_0");
  }

  @Test
  void after_a_dump_was_restored_names_count() throws SQLException {
    run(
        db,
        """
        do $$ begin
          execute format('comment on table bactrian_stream is %L', regexp_replace(
            obj_description('bactrian_stream'::regclass), '^[0-9]+', '1'));
        end $$""",
        "alter table sale detach partition sale_0",
        "alter table sale attach partition sale_0 for values from (0) to (10)");
    assertThat(told()).isEmpty();
    run(db, "alter table sale detach partition sale_0");
    isTold("detached or dropped: public.sale_0");
  }

  @Test
  void a_table_that_is_not_tracked_is_nobodys_business() throws SQLException {
    run(
        db,
        "create table other (id int) partition by range (id)",
        "create table loose (id int)",
        "alter table other attach partition loose for values from (0) to (9)");
    assertThat(told()).isEmpty();
  }
}
