package io.bactrian.database;

import static io.bactrian.database.TestDatabase.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.OutboxRecord;
import io.bactrian.capture.Outbox;
import io.bactrian.changelog.Head;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.config.Faults;
import io.bactrian.config.Role;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.database.dialect.TriggerOptions;
import io.bactrian.destination.TrackedTables;
import io.bactrian.expression.SimpleExpressions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows that are where their parents are: whatever sessions do, and whenever their changes are
 * captured, each site is told exactly of the rows that it sees, as a naive look at the tables says.
 */
abstract class PlacementContract {
  private static final int HISTORIES = Integer.getInteger("placement.histories", 25);
  private static final long SEED = Long.getLong("placement.seed", 1);
  private static final String RULES =
      """
      tables:
        customer: {destination: {column: site}}
        orders: {destination: {via: customer}}
        line: {destination: {via: orders}}
        gift: {destination: {column: site, via: [customer, orders]}}
        remark: {destination: {via: {columns: about, to: line}}}
      """;
  private static final List<String> TABLES =
      List.of(
          "create table \"customer\" (\"id\" int primary key, \"site\" varchar(10), \"name\" varchar(10))",
          "create table \"orders\" (\"id\" int primary key, \"customer\" int"
              + " references \"customer\" on update cascade, \"text\" varchar(10))",
          "create table \"line\" (\"id\" int primary key, \"orders\" int"
              + " references \"orders\" on delete cascade, \"text\" varchar(10))",
          "create table \"gift\" (\"id\" int primary key, \"site\" varchar(10), \"customer\" int"
              + " references \"customer\" on delete set null on update cascade, \"orders\" int"
              + " references \"orders\" on delete cascade)",
          "create table \"remark\" (\"id\" int primary key, \"about\" int)");

  @TempDir Path folder;

  private DataSource source;
  private Connection db;
  private Schema schema;
  private Outbox outbox;
  private SitesAsTold sites;
  private Head head;

  abstract DataSource database() throws Exception;

  /** Lets a statement wait for a lock only shortly. */
  abstract String impatient();

  @BeforeEach
  void open() throws Exception {
    source = database();
    db = source.getConnection();
    Dialect dialect = Dialects.of(db);
    dialect.prepare(db);
    run(db, TABLES.toArray(String[]::new));
    schema = Catalog.read(db, dialect, null, Map.of());
    new Tracking(dialect).install(db, schema, TriggerOptions.NONE);
    outbox = new JdbcOutbox(source, dialect, schema, rules().rules()).spoolingTo(folder);
    forget();
  }

  private TrackedTables rules() throws Exception {
    Path file = folder.resolve("tables.yaml");
    Files.writeString(file, RULES);
    Faults faults = new Faults();
    TrackedTables placed =
        TrackedTables.read(file, Role.HUB, new SimpleExpressions(), faults).in(schema, faults);
    faults.throwIfAny();
    return placed;
  }

  private void forget() {
    sites = new SitesAsTold();
    head = outbox.head();
  }

  @AfterEach
  void close() throws SQLException {
    TestDatabase.end(db);
  }

  /** Captures all, and tells each site what it may see. */
  private List<LogEntry> capture() {
    List<LogEntry> entries = new ArrayList<>();
    try (Outbox.Batch batch = outbox.read(head.position(), conflict -> {})) {
      batch.forEachRemaining(entries::add);
      entries.forEach(sites::tell);
      if (!entries.isEmpty()) {
        long last = entries.get(entries.size() - 1).position();
        Head next = new Head(1, head.batch() + 1, "n" + head.batch(), last, head.position());
        batch.close();
        outbox.clear(batch.numbers(), head, next);
        head = next;
      }
    }
    return entries;
  }

  @Test
  void a_row_moves_with_all_that_follows_it() throws SQLException {
    run(db, "insert into \"customer\" values (1, 'c1', 'Ann'), (2, 'c2', 'Bob')");
    run(db, "insert into \"orders\" values (1, 1, 'a'), (2, 1, 'b'), (3, 2, 'c')");
    run(db, "insert into \"line\" values (1, 1, 'a'), (2, 2, 'b'), (3, 3, 'c')");
    run(db, "insert into \"remark\" values (1, 1), (2, 2), (3, 3), (4, 99)");
    run(db, "insert into \"gift\" values (1, null, 1, 3), (2, 'c3', null, 1)");
    capture();
    sites.requireInStep(db, "inserted");
    run(db, "update \"customer\" set \"site\" = 'c3' where \"id\" = 1");
    List<LogEntry> move = capture();
    sites.requireInStep(db, "moved");
    assertThat(move).hasSize(1 + 2 + 2 + 2 + 2);
    assertThat(move).extracting(LogEntry::transaction).containsOnly(move.get(0).transaction());
    assertThat(move.subList(0, 8)).noneMatch(LogEntry::lastOfTransaction);
    assertThat(move.get(8).lastOfTransaction()).isTrue();
  }

  @Test
  void a_row_that_moved_while_others_waited_to_be_captured_takes_what_stood_there_then()
      throws SQLException {
    run(db, "insert into \"customer\" values (1, 'c1', 'Ann'), (2, 'c2', 'Bob')");
    run(db, "insert into \"orders\" values (1, 1, 'a'), (2, 1, 'b')");
    run(db, "insert into \"line\" values (1, 1, 'a'), (2, 2, 'b')");
    capture();
    run(db, "update \"line\" set \"text\" = 'before' where \"id\" = 1");
    run(db, "update \"customer\" set \"site\" = 'c3' where \"id\" = 1");
    run(db, "update \"line\" set \"text\" = 'after' where \"id\" = 1");
    run(db, "delete from \"orders\" where \"id\" = 2");
    run(db, "update \"orders\" set \"customer\" = 2 where \"id\" = 1");
    run(db, "update \"customer\" set \"id\" = 9 where \"id\" = 2");
    run(db, "insert into \"orders\" values (4, 1, 'new')");
    run(db, "update \"customer\" set \"site\" = 'c1' where \"id\" = 1");
    capture();
    sites.requireInStep(db, "after all");
  }

  @Test
  void parents_and_children_that_are_deleted_together_are_deleted_where_they_were()
      throws SQLException {
    run(db, "insert into \"customer\" values (1, 'c1', 'Ann')");
    run(db, "insert into \"orders\" values (1, 1, 'a')");
    run(db, "insert into \"line\" values (1, 1, 'a'), (2, 1, 'b')");
    run(db, "insert into \"remark\" values (1, 1)");
    capture();
    db.setAutoCommit(false);
    run(db, "delete from \"orders\" where \"id\" = 1", "delete from \"customer\" where \"id\" = 1");
    db.commit();
    db.setAutoCommit(true);
    capture();
    sites.requireInStep(db, "deleted");
    assertThat(sites.of("c1")).isEmpty();
  }

  /** A user may move a parent just before what the applier tells of its child is committed. */
  @Test
  void what_is_told_one_site_is_told_as_far_as_it_sees_it_by_then() throws Exception {
    run(db, "insert into \"customer\" values (1, 'c1', 'Ann'), (2, 'c2', 'Bob')");
    run(db, "insert into \"orders\" values (1, 1, 'a'), (2, 2, 'b')");
    capture();
    Table orders = schema.table("orders");
    Row mine = Row.of("1", "1", "a");
    Row theirs = Row.of("2", "2", "b");
    List<Item.Image> images = List.of(new Item.Image(orders, mine), new Item.Image(orders, theirs));
    Item.Verdict verdict = new Item.Verdict("order", Key.of("1"), 1, false, images);
    var tables =
        new ApplyTransactions(
            PreparedConnections.of(source),
            Dialects.of(db),
            schema,
            rules().rules(),
            Clock.systemUTC());
    try (ApplyTransaction tx = tables.open()) {
      tx.saveStream(tx.lockStream("c1").appliedThrough(1));
      tx.append(
          List.of(
              new OutboxRecord.VerdictFor("c1", verdict, 0, List.of(), true),
              new OutboxRecord.PresentFor("c1", new Item.Present(orders, mine, false)),
              new OutboxRecord.PresentFor("c1", new Item.Present(orders, theirs, false)),
              new OutboxRecord.MarkerFor("c1", new Item.Marker(1, 1))));
      tx.commit();
    }
    List<Item> told = capture().stream().map(LogEntry::item).toList();
    assertThat(told).hasSize(3);
    assertThat(((Item.Verdict) told.get(0)).rows()).containsExactly(images.get(0));
    assertThat(told.get(1)).isEqualTo(new Item.Present(orders, mine, false));
  }

  @Test
  void what_sessions_do_at_the_same_time_reaches_exactly_the_sites_that_see_it() throws Exception {
    for (long seed = SEED; seed < SEED + HISTORIES; seed++) {
      history(seed);
    }
    System.out.printf(
        "%d histories of placed rows from seed %d: %d rows moved with others%n",
        HISTORIES, SEED, sites.moved());
    assertThat(sites.moved()).isPositive();
  }

  private void history(long seed) throws Exception {
    Random random = new Random(seed);
    try (Connection one = source.getConnection();
        Connection two = source.getConnection()) {
      List<Connection> sessions = List.of(one, two);
      for (Connection session : sessions) {
        run(session, impatient());
        session.setAutoCommit(false);
      }
      for (int step = 0; step < 60; step++) {
        Connection session = sessions.get(random.nextInt(2));
        try {
          if (random.nextInt(4) == 0) {
            session.commit();
          } else {
            run(session, statement(random));
          }
        } catch (SQLException refused) {
          session.rollback();
        }
        if (random.nextInt(12) == 0) {
          capture();
        }
      }
      for (Connection session : sessions) {
        try {
          session.commit();
        } catch (SQLException refused) {
          session.rollback();
        }
      }
      capture();
      sites.requireInStep(db, "seed " + seed);
    } catch (AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
  }

  private static String statement(Random random) {
    int id = random.nextInt(4);
    String site = random.nextInt(5) == 0 ? "null" : "'c" + (1 + random.nextInt(3)) + "'";
    String parent = random.nextInt(6) == 0 ? "null" : "" + random.nextInt(4);
    String other = random.nextInt(3) == 0 ? "null" : "" + random.nextInt(4);
    String text = "'t" + random.nextInt(100) + "'";
    return switch (random.nextInt(19)) {
      case 0, 1 -> "insert into \"customer\" values (%d, %s, %s)".formatted(id, site, text);
      case 2, 3 -> "insert into \"orders\" values (%d, %s, %s)".formatted(id, parent, text);
      case 4, 5 -> "insert into \"line\" values (%d, %s, %s)".formatted(id, parent, text);
      case 6 -> "insert into \"gift\" values (%d, %s, %s, %s)".formatted(id, site, parent, other);
      case 7 -> "insert into \"remark\" values (%d, %s)".formatted(id, parent);
      case 8, 9 -> "update \"customer\" set \"site\" = %s where \"id\" = %d".formatted(site, id);
      case 10 -> "update \"customer\" set \"site\" = %s".formatted(site);
      case 11 -> "update \"orders\" set \"customer\" = %s where \"id\" = %d".formatted(parent, id);
      case 12 -> "update \"line\" set \"orders\" = %s where \"id\" >= %d".formatted(parent, id);
      case 13 -> "update \"line\" set \"text\" = %s where \"id\" = %d".formatted(text, id);
      case 14 -> "update \"orders\" set \"text\" = %s".formatted(text);
      case 15 -> "update \"customer\" set \"id\" = %s where \"id\" = %d".formatted(other, id);
      case 16 -> "delete from \"customer\" where \"id\" = %d".formatted(id);
      case 17 -> "delete from \"orders\" where \"id\" = %d".formatted(id);
      default ->
          "delete from \"%s\" where \"id\" = %d"
              .formatted(List.of("line", "gift", "remark").get(random.nextInt(3)), id);
    };
  }
}
