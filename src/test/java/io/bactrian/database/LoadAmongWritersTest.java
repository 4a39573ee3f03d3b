package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.OutboxRecord;
import io.bactrian.capture.Outbox;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.TriggerOptions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories on PostgreSQL: two sessions update, move, delete and insert rows while a load
 * walks over them, in steps chosen by a seed. Every row that exists throughout is told, and the log
 * replayed from nothing, with the rows that the load told, is the table.
 */
class LoadAmongWritersTest {
  private static final int HISTORIES = 6;
  private static final int ROWS = 40;
  private static final int PAGE = 5;

  /** Rows are known by this column, which nobody changes; their keys are. */
  private static final String IDENTITY = "who";

  private static final List<String> TABLES =
      List.of(
          "create table one (id int primary key, who varchar(20), text int)",
          "create table two (a int, b int, who varchar(20), text int, primary key (a, b))");

  /** A session with a transaction open; a statement that would have to wait fails at once. */
  private record Writer(Connection connection, Statement statement) {
    static Writer open(ApplyDatabase db) throws SQLException {
      Connection connection = db.connections.getConnection();
      connection.setAutoCommit(false);
      Statement statement = connection.createStatement();
      statement.execute("set lock_timeout = '1ms'");
      connection.commit();
      return new Writer(connection, statement);
    }

    void run(String sql) throws SQLException {
      statement.execute("savepoint s");
      try {
        statement.execute(sql);
      } catch (SQLException refused) {
        assertThat(refused.getSQLState()).isIn("55P03", "23505", "40P01");
        statement.execute("rollback to s");
      }
    }
  }

  private final Set<String> disturbed = new TreeSet<>();
  private final Set<String> told = new TreeSet<>();
  private Random random;
  private ApplyDatabase db;
  private Table table;
  private int inserted;
  private Key after;
  private volatile boolean ended;

  @ParameterizedTest(name = "seeds from {0}")
  @ValueSource(longs = {11, 1_011, 2_011})
  void every_row_there_throughout_is_told_and_the_replayed_log_is_the_table(long from)
      throws Exception {
    db = new ApplyDatabase(TestDatabase.postgres(), TriggerOptions.NONE, TABLES);
    for (long seed = from; seed < from + HISTORIES; seed++) {
      random = new Random(seed);
      table = db.schema.table(seed % 2 == 0 ? "one" : "two");
      history("seed " + seed);
    }
  }

  private void history(String name) throws Exception {
    begin();
    List<Writer> writers = List.of(Writer.open(db), Writer.open(db));
    CompletableFuture<Void> page = CompletableFuture.completedFuture(null);
    try {
      while (!ended) {
        if (page.isDone() && random.nextInt(4) == 0) {
          page.join();
          page = CompletableFuture.runAsync(this::page);
          awaitWaiting(page);
        }
        Writer writer = writers.get(random.nextInt(2));
        int step = random.nextInt(10);
        if (step == 0) {
          writer.connection().rollback();
        } else if (step < 4) {
          writer.connection().commit();
        } else {
          writer.run(statement());
        }
      }
    } finally {
      for (Writer writer : writers) {
        writer.connection().commit();
        writer.connection().close();
      }
    }
    page.join();
    Map<String, String> rows = rows();
    Set<String> throughout = new TreeSet<>(rows.keySet());
    throughout.removeIf(who -> who.startsWith("new") || disturbed.contains(who));
    assertThat(told).as(name).containsAll(throughout);
    assertThat(replayed()).as(name).isEqualTo(rows);
  }

  /** Rows from before the triggers. */
  private void begin() throws SQLException {
    db.run("delete from " + table.name());
    for (int i = 0; i < ROWS; i++) {
      db.run("insert into %s values (%s, 'row %d', 0)".formatted(table.name(), values(i * 5), i));
    }
    db.run("delete from bactrian_change");
    disturbed.clear();
    told.clear();
    inserted = 0;
    after = null;
    ended = false;
  }

  private String values(int number) {
    return table.name().equals("one") ? "" + number : number / 20 + ", " + number % 20;
  }

  private String key() {
    return table.name().equals("one") ? "(id)" : "(a, b)";
  }

  private String statement() {
    int number = random.nextInt(ROWS * 5 + 20);
    String name = table.name();
    String who = "row " + random.nextInt(ROWS);
    return switch (random.nextInt(6)) {
      case 0 -> "update %s set text = text + 1 where who = '%s'".formatted(name, who);
      case 1 ->
          "insert into %s values (%s, 'new %d', 0)".formatted(name, values(number), inserted++);
      case 2 -> {
        disturbed.add(who);
        yield "delete from %s where who = '%s'".formatted(name, who);
      }
      default -> {
        disturbed.add(who);
        yield "update %s set %s = row(%s) where who = '%s'"
            .formatted(name, key(), values(number), who);
      }
    };
  }

  private void page() {
    try (ApplyTransaction tx = db.begin()) {
      List<Row> rows = tx.page(table, after, PAGE);
      List<OutboxRecord> records = new ArrayList<>();
      for (Row row : rows) {
        after = table.keyOf(row);
        told.add(row.get(table.position(IDENTITY)));
        records.add(new OutboxRecord.PresentFor("c1", new Item.Present(table, row, false)));
      }
      tx.append(records);
      tx.commit();
      ended = rows.isEmpty();
    }
  }

  private void awaitWaiting(CompletableFuture<Void> page) throws SQLException {
    try (Connection watch = db.connections.getConnection();
        Statement statement = watch.createStatement()) {
      while (!page.isDone() && PostgresPageWalkTest.waitingForLocks(statement) == 0) {
        Thread.onSpinWait();
      }
    }
  }

  private Map<String, String> rows() throws SQLException {
    Map<String, String> rows = new TreeMap<>();
    try (Connection connection = db.connections.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select who, row(%s)::text, text from %s"
                    .formatted(key().replaceAll("[()]", ""), table.name()))) {
      while (row.next()) {
        rows.put(row.getString(1), row.getString(2) + " " + row.getString(3));
      }
    }
    return rows;
  }

  /** What a partner has that begins with nothing and takes in the log from here. */
  private Map<String, String> replayed() {
    Map<Key, Row> site = new TreeMap<>();
    Outbox outbox = new JdbcOutbox(db.connections, db.dialect, db.schema, db.destinations);
    try (Outbox.Batch batch = outbox.read(0, conflict -> {})) {
      batch.forEachRemaining(
          entry -> {
            if (entry.item() instanceof Item.Present present) {
              site.put(present.key(), present.row());
            } else if (entry.item() instanceof Item.Change change) {
              if (change.before() != null) {
                site.remove(table.keyOf(change.before()));
              }
              if (change.after() != null) {
                site.put(change.key(), change.after());
              }
            }
          });
    }
    Map<String, String> rows = new TreeMap<>();
    site.values()
        .forEach(
            row -> {
              String key = row.get(table.keyPosition(0));
              for (int i = 1; i < table.keyWidth(); i++) {
                key += "," + row.get(table.keyPosition(i));
              }
              String who = row.get(table.position(IDENTITY));
              rows.put(who, "(%s) %s".formatted(key, row.get(table.position("text"))));
            });
    return rows;
  }
}
