package io.bactrian.database;

import static io.bactrian.database.TestDatabase.rows;
import static io.bactrian.database.TestDatabase.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.ConflictCounts;
import io.bactrian.apply.LoadProgress;
import io.bactrian.apply.LoadScope;
import io.bactrian.apply.LoadStarts;
import io.bactrian.apply.PartnerState;
import io.bactrian.apply.Wait;
import io.bactrian.changeset.Item.Request.What;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Schema;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.database.dialect.Finding;
import io.bactrian.database.dialect.TriggerOptions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code install} brings side tables of earlier versions up to date, with what they hold. */
abstract class SideTableUpgradeContract {
  private static final LoadProgress LOAD =
      new LoadProgress(
          "c1",
          LoadScope.all(What.OFFER),
          true,
          7,
          2,
          40,
          "item",
          Key.of("x", "2"),
          12,
          false,
          LoadScope.all(What.LOAD),
          0);

  private static final PartnerState C1 =
      new PartnerState(
          "c1",
          LOAD,
          What.CHECK,
          new LoadStarts(
              List.of(
                  Instant.parse("2026-11-28T10:00:00Z"), Instant.parse("2026-11-29T10:00:00Z"))),
          new ConflictCounts(3, 900, 1),
          null);

  private Connection db;
  private Dialect dialect;
  private Tracking tracking;
  private Schema schema;

  abstract DataSource database() throws Exception;

  @BeforeEach
  void open() throws Exception {
    db = database().getConnection();
    dialect = Dialects.of(db);
    dialect.prepare(db);
    tracking = new Tracking(dialect);
    run(db, "create table \"item\" (\"id\" int primary key)");
    schema = Catalog.read(db, dialect, null, Map.of());
    install(db);
  }

  @AfterEach
  void close() throws SQLException {
    TestDatabase.end(db);
  }

  private void install(Connection connection) throws SQLException {
    tracking.install(connection, schema, TriggerOptions.NONE);
  }

  private List<Finding.Kind> check() throws SQLException {
    return tracking.check(db, List.of("item"), Map.of(), TriggerOptions.NONE).stream()
        .map(Finding::kind)
        .filter(Finding.Kind::fault)
        .toList();
  }

  private String text() {
    return dialect.sideTables().textType();
  }

  /** As it was made before keys were found by a hash. */
  @Test
  void keys_that_were_not_hashed_are() throws SQLException {
    run(
        db,
        "drop table bactrian_wait",
        """
        create table bactrian_wait (
          stream varchar(60), kind varchar(10), table_name varchar(200), row_key varchar, sequence int,
          number bigint not null, reason %s not null, payload %s not null,
          primary key (stream, kind, table_name, row_key, sequence))\
        """
            .formatted(text(), text()),
        "insert into bactrian_wait values ('c1', 'PARKED', 'item', '(1)', 0, 7, 'why', '(a)'),"
            + " ('c1', 'PARKED', 'item', '(\"x \",2)', 0, 8, 'why', '(b)'),"
            + " ('c1', 'PARKED', 'item', '(\"x \",2)', 1, 9, 'why', '(c)')");
    assertThat(check()).containsExactly(Finding.Kind.SIDE_TABLE_OUTDATED);
    install(db);
    install(db);
    assertThat(check()).isEmpty();
    WaitTable waits = new WaitTable(db);
    RowId row = new RowId("item", Key.of("x ", "2"));
    assertThat(waits.read("c1", Wait.Kind.PARKED, row))
        .extracting(Wait::payload)
        .containsExactly("(b)", "(c)");
    assertThat(waits.rows("c1", Wait.Kind.PARKED)).hasSize(2);
    db.setAutoCommit(false);
    waits.remove(waits.read("c1", Wait.Kind.PARKED, new RowId("item", Key.of("1"))).get(0));
    assertThat(waits.read("c1", Wait.Kind.PARKED))
        .extracting(Wait::payload)
        .containsExactly("(b)", "(c)");
    db.rollback();
    db.setAutoCommit(true);
  }

  /** As it was made before it said what a row waits for, and since when. */
  @Test
  void rows_that_wait_get_columns_for_what_they_wait_for_and_since_when() throws SQLException {
    run(
        db,
        "insert into bactrian_wait (stream, kind, table_name, row_hash, sequence, row_key, number,"
            + " reason, payload) values ('c1', 'PARKED', 'item', 'h', 0, '(1)', 7, 'why', '(a)')",
        "alter table bactrian_wait drop column needs",
        "alter table bactrian_wait drop column at");
    assertThat(check()).containsExactly(Finding.Kind.SIDE_TABLE_OUTDATED);
    install(db);
    install(db);
    assertThat(check()).isEmpty();
    Wait old = new Wait("c1", Wait.Kind.PARKED, "item", Key.of("1"), 0, 7, "why", "(a)");
    assertThat(new WaitTable(db).read("c1", Wait.Kind.PARKED)).containsExactly(old);
  }

  /** As they were when {@code bactrian_wait} held loads, requests and counts as well. */
  private void makeEarlierTables() throws SQLException {
    String texts = text();
    run(
        db,
        "drop table bactrian_stream",
        """
        create table bactrian_stream (
          source varchar(60) primary key,
          incarnation bigint, number bigint, hash varchar(64),
          acknowledged_number bigint, acknowledged_position bigint,
          generation bigint, batch bigint, nonce varchar(60),
          position bigint, previous_position bigint)\
        """,
        "insert into bactrian_stream (source, number) values ('*', null), ('c1', 5), ('c2', 6)",
        "drop table bactrian_wait",
        """
        create table bactrian_wait (
          stream varchar(60), kind varchar(10), table_name varchar(200), row_hash varchar(64),
          sequence int, row_key %s not null,
          number bigint not null, reason %s not null, payload %s not null,
          primary key (stream, kind, table_name, row_hash, sequence))\
        """
            .formatted(texts, texts, texts),
        note("c1", "LOADING", "(OFFER,1,7,2,40,item,\"(x,2)\",12,0,LOAD)"),
        note("c1", "ASKED", "(CHECK)"),
        note("c1", "BEGUN", "(2026-11-28T10:00:00Z,2026-11-29T10:00:00Z)"),
        note("c1", "RECORDED", "(3,900,1)"),
        note("c2", "LOADING", "(LOAD,0,7,0,0,,,0)"), // before loads were limited
        note("c2", "PARKED", "(a)"));
  }

  private static String note(String partner, String kind, String payload) {
    return "insert into bactrian_wait values ('%s', '%s', '*', 'h', 0, '(1)', 0, 'why', '%s')"
        .formatted(partner, kind, payload);
  }

  private void requireAllIsThere() throws SQLException {
    PartnerTable partners = new PartnerTable(db);
    assertThat(partners.read("c1")).isEqualTo(C1);
    assertThat(partners.read("c2"))
        .isEqualTo(PartnerState.none("c2").with(LoadProgress.begin("c2", What.LOAD, false, 7)));
    assertThat(partners.read("c3")).isEqualTo(PartnerState.none("c3"));
    assertThat(partners.loading()).containsExactly("c1", "c2");
    assertThat(rows(db, "select stream, kind from bactrian_wait")).containsExactly("c2|PARKED");
    assertThat(rows(db, "select source, number from bactrian_stream order by source"))
        .containsExactly("*|null", "c1|5", "c2|6");
  }

  @Test
  void loads_requests_and_counts_get_columns_of_their_own() throws SQLException {
    makeEarlierTables();
    assertThat(check()).containsOnly(Finding.Kind.SIDE_TABLE_OUTDATED);
    assertThat(Tracking.hasSideTables(db)).isFalse();
    install(db);
    install(db);
    assertThat(check()).isEmpty();
    assertThat(Tracking.hasSideTables(db)).isTrue();
    requireAllIsThere();
  }

  @Test
  void wherever_it_is_interrupted_install_goes_on_the_next_time() throws SQLException {
    makeEarlierTables();
    int attempts = 0;
    while (!Tracking.hasSideTables(db)) {
      try {
        install(cutAfter(db, ++attempts));
      } catch (Cut expected) {
        assertThat(db.getAutoCommit()).as("what was under way is rolled back").isTrue();
      }
    }
    assertThat(attempts).isGreaterThan(15);
    requireAllIsThere();
  }

  private static final class Cut extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** The connection of a process that ends after so many statements. */
  private static Connection cutAfter(Connection real, int statements) {
    int[] left = {statements};
    return (Connection) cut(real, Connection.class, left);
  }

  private static Object cut(Object real, Class<?> type, int[] left) {
    return Proxy.newProxyInstance(
        SideTableUpgradeContract.class.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> {
          if (method.getName().startsWith("execute") && left[0]-- <= 0) {
            throw new Cut();
          }
          Object result;
          try {
            result = method.invoke(real, arguments);
          } catch (InvocationTargetException failed) {
            throw failed.getCause();
          }
          if (result instanceof PreparedStatement) {
            return cut(result, PreparedStatement.class, left);
          }
          return result instanceof Statement ? cut(result, Statement.class, left) : result;
        });
  }
}
