package io.bactrian.database;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.OutboxRecord.VerdictFor;
import io.bactrian.apply.OutboxText;
import io.bactrian.capture.Outbox;
import io.bactrian.capture.OutboxUnavailableException;
import io.bactrian.changelog.Head;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Schema;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.database.dialect.TriggerOptions;
import io.bactrian.destination.DestinationRule;
import io.bactrian.destination.Placement;
import io.bactrian.problem.Problem;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * The outbox in the site's database. A batch uses a connection until it is closed; other calls use
 * one only while they run.
 */
public final class JdbcOutbox implements Outbox {
  private static final int RANGES_A_STATEMENT = 1_000;

  /** Deleted rows after which the outbox is vacuumed, as they slow down polling. */
  private static final int VACUUM_AFTER = 20_000;

  private final DataSource database;
  private final Dialect dialect;
  private final Schema schema;
  private final Placement placement;
  private final TriggerOptions options;
  private final Path spool;
  private final boolean incomplete;
  private final TablesOnHold holds;
  private long deleted;

  /**
   * @param schema the tracked tables
   * @param rules by table; no site sees the rows of a table without a rule
   * @param options those with which the triggers were made
   */
  public JdbcOutbox(
      DataSource database,
      Dialect dialect,
      Schema schema,
      Map<String, DestinationRule> rules,
      TriggerOptions options) {
    this(database, dialect, schema, Placement.of(rules), options, null);
  }

  private JdbcOutbox(
      DataSource database,
      Dialect dialect,
      Schema schema,
      Placement placement,
      TriggerOptions options,
      Path spool) {
    this.database = database;
    this.dialect = dialect;
    this.schema = schema;
    this.placement = placement;
    this.options = options;
    this.spool = spool;
    this.incomplete = options.suppressedOrigin() != null;
    this.holds = new TablesOnHold(database);
  }

  /** For triggers that record everything. */
  public JdbcOutbox(
      DataSource database, Dialect dialect, Schema schema, Map<String, DestinationRule> rules) {
    this(database, dialect, schema, rules, TriggerOptions.NONE);
  }

  /**
   * The same, keeping in a file what many moved rows need until they are captured.
   *
   * @param folder for such files, created if missing
   */
  public JdbcOutbox spoolingTo(Path folder) {
    return new JdbcOutbox(database, dialect, schema, placement, options, folder);
  }

  static OutboxUnavailableException unavailable(String doing, SQLException failure) {
    return new OutboxUnavailableException(
        Problem.of(
                "Outbox not available: the database answered SQLSTATE %s while %s.",
                failure.getSQLState(), doing)
            .follows("Nothing is lost; capture tries again.")
            .toDo("If it goes on, look into the database's own log.")
            .passes(),
        failure);
  }

  @Override
  public boolean isEmpty() {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(dialect.outboxProbe())) {
      return !row.next();
    } catch (SQLException failed) {
      throw unavailable("looking for changes", failed);
    }
  }

  @Override
  public Head head() {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select generation, batch, nonce, position, previous_position"
                    + " from bactrian_stream where source = '*'")) {
      return row.next()
          ? new Head(
              row.getLong(1), row.getLong(2), row.getString(3), row.getLong(4), row.getLong(5))
          : Head.EMPTY;
    } catch (SQLException failed) {
      throw unavailable("reading capture's own row", failed);
    }
  }

  @Override
  public Batch read(long position, Consumer<ConflictRecord> conflicts) {
    try {
      holds.keep();
      return open(position, conflicts);
    } catch (TableOnHoldException found) {
      throw holds.hold(found);
    } catch (SQLException failed) {
      throw unavailable("reading", failed);
    }
  }

  private Batch open(long position, Consumer<ConflictRecord> conflicts) throws SQLException {
    Snapshot snapshot = null;
    boolean open = false;
    try {
      snapshot = Snapshot.of(database, dialect);
      Connection connection = snapshot.connection();
      Set<RowId> absent = absentByVerdicts(connection);
      RecordedShapes shapes = new RecordedShapes(connection, dialect, schema);
      OrderedRows rows = new OrderedRows(new OutboxRows(connection, dialect), shapes, connection);
      requireOrder(rows.broken());
      OutboxBatch batch =
          new OutboxBatch(
              placed(connection, rows, shapes),
              incomplete,
              position,
              conflicts,
              absent,
              holds::hold,
              snapshot::close);
      open = true;
      return batch;
    } finally {
      if (snapshot != null && !open) {
        snapshot.close();
      }
    }
  }

  private PlacedRows placed(Connection connection, OrderedRows rows, RecordedShapes shapes)
      throws SQLException {
    return PlacedRows.of(connection, dialect, schema, shapes, rows, placement, spool);
  }

  /** Where the applier's own writes are not recorded, changes need not follow from each other. */
  private void requireOrder(Map<String, String> broken) {
    if (!incomplete && !broken.isEmpty()) {
      Map.Entry<String, String> first = broken.entrySet().iterator().next();
      throw new TableOnHoldException(
          first.getKey(), first.getValue(), TableOnHoldException.Why.BROKEN);
    }
  }

  private static Set<RowId> absentByVerdicts(Connection connection) throws SQLException {
    Set<RowId> absent = new HashSet<>();
    String verdicts = " from bactrian_change where kind = '" + OutboxText.VERDICT + "'";
    try (Statement statement = connection.createStatement()) {
      try (ResultSet largest =
          statement.executeQuery("select max(octet_length(after))" + verdicts)) {
        largest.next();
        statement.setFetchSize(OutboxRows.fetch(largest.getLong(1)));
      }
      try (ResultSet rows = statement.executeQuery("select after" + verdicts)) {
        while (rows.next()) {
          VerdictFor verdict = (VerdictFor) OutboxText.parse(OutboxText.VERDICT, rows.getString(1));
          if (!verdict.verdict().parked()) {
            absent.addAll(verdict.absent());
          }
        }
      }
    }
    return absent;
  }

  @Override
  public void clear(List<NumberRange> numbers, Head expected, Head head) {
    try (Connection connection = database.getConnection()) {
      boolean autoCommit = connection.getAutoCommit();
      dialect.begin(connection, false);
      try {
        advance(connection, expected, head);
        deleted += delete(connection, numbers);
        connection.commit();
        vacuum(connection);
      } finally {
        connection.rollback();
        connection.setAutoCommit(autoCommit);
      }
    } catch (SQLException failed) {
      throw unavailable("deleting captured changes", failed);
    }
  }

  private void vacuum(Connection connection) throws SQLException {
    if (deleted >= VACUUM_AFTER && dialect.vacuum() != null) {
      deleted = 0;
      connection.setAutoCommit(true);
      try (Statement statement = connection.createStatement()) {
        statement.execute(dialect.vacuum());
      }
      connection.setAutoCommit(false);
    }
  }

  private static long delete(Connection connection, List<NumberRange> numbers) throws SQLException {
    String sql = "delete from bactrian_change where number between ? and ?";
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      int waiting = 0;
      long rows = 0;
      for (NumberRange range : numbers) {
        delete.setLong(1, range.first());
        delete.setLong(2, range.last());
        delete.addBatch();
        if (++waiting % RANGES_A_STATEMENT == 0) {
          rows += Arrays.stream(delete.executeBatch()).sum();
        }
      }
      return rows + Arrays.stream(delete.executeBatch()).sum();
    }
  }

  private void advance(Connection connection, Head expected, Head head) throws SQLException {
    String set =
        "update bactrian_stream set generation = ?, batch = ?, nonce = ?, position = ?,"
            + " previous_position = ? where source = '*' and generation = ? and batch = ?"
            + " and nonce = ? and position = ? and previous_position = ?";
    try (PreparedStatement update = connection.prepareStatement(set)) {
      bind(update, 1, head);
      bind(update, 6, expected);
      if (update.executeUpdate() == 1) {
        return;
      }
    }
    if (!expected.equals(Head.EMPTY) || !insertOwnRow(connection, head)) {
      throw Problem.of(
              "Outbox not cleared: capture's row in `bactrian_stream` is not at batch %d of generation %d.",
              expected.batch(), expected.generation())
          .follows("Nothing was changed.")
          .toDo(
              "Another process captures this site, or its database or changelog went back in time: stop the other process, or restore both stores of the site to the same moment.")
          .exception();
    }
  }

  /** Inserts capture's row; false when it exists. */
  private static boolean insertOwnRow(Connection connection, Head head) throws SQLException {
    String insert =
        "insert into bactrian_stream"
            + " (generation, batch, nonce, position, previous_position, source)"
            + " select ?, ?, ?, ?, ?, '*' where not exists"
            + " (select 1 from bactrian_stream where source = '*')";
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      bind(statement, 1, head);
      return statement.executeUpdate() == 1;
    }
  }

  private static void bind(PreparedStatement statement, int first, Head head) throws SQLException {
    statement.setLong(first, head.generation());
    statement.setLong(first + 1, head.batch());
    statement.setString(first + 2, head.nonce());
    statement.setLong(first + 3, head.position());
    statement.setLong(first + 4, head.previousPosition());
  }
}
