package io.bactrian.database;

import io.bactrian.apply.ApplyAgainException;
import io.bactrian.apply.ApplyTransaction;
import io.bactrian.changeset.Schema;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.destination.DestinationRule;
import io.bactrian.recovery.Repair;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Opens the transactions in which appliers write to a site's database, each on its own connection
 * at READ COMMITTED. Thread-safe; a transaction belongs to one thread.
 */
public final class ApplyTransactions {
  private final DataSource connections;
  private final Dialect dialect;
  private final Schema schema;
  private final Map<String, DestinationRule> destinations;
  private final Clock clock;
  private final ForeignKeys references;
  private final Map<String, Set<String>> restored;
  private final Duration lockWait;

  /**
   * @param connections prepared by {@link Dialect#prepare}
   * @param schema this site's tracked tables and the foreign keys among them
   * @param destinations the rules that capture uses, by table; no site sees the rows of a table
   *     without a rule
   * @param restored columns in which what is written stands, whatever the application's triggers
   *     make of it, by table; as given to {@link Tracking#install}
   * @param lockWait how long a transaction waits for a row that another has locked; then it gives
   *     way
   */
  public ApplyTransactions(
      DataSource connections,
      Dialect dialect,
      Schema schema,
      Map<String, DestinationRule> destinations,
      Clock clock,
      Map<String, Set<String>> restored,
      Duration lockWait) {
    this.connections = connections;
    this.dialect = dialect;
    this.schema = schema;
    this.destinations = Map.copyOf(destinations);
    this.clock = clock;
    this.references = new ForeignKeys(schema);
    this.restored = Map.copyOf(restored);
    this.lockWait = lockWait;
  }

  /**
   * Creates transactions in which triggers decide what stands, and that wait for locks a minute.
   */
  public ApplyTransactions(
      DataSource connections,
      Dialect dialect,
      Schema schema,
      Map<String, DestinationRule> destinations,
      Clock clock) {
    this(connections, dialect, schema, destinations, clock, Map.of(), Duration.ofMinutes(1));
  }

  /**
   * Opens a transaction.
   *
   * @throws ApplyTransaction.ApplyInterruptedException when the database can't be reached
   */
  public ApplyTransaction open() {
    try {
      return open(connections.getConnection());
    } catch (SQLException failure) {
      throw Interruption.of("opening a transaction", failure);
    }
  }

  /**
   * Does work of an applier in a transaction, which the work commits; again in another one where
   * the applier asks for it, at most once for each table.
   *
   * @throws ApplyTransaction.ApplyInterruptedException as {@link #open}
   */
  public <T> T in(Function<ApplyTransaction, T> work) {
    while (true) {
      try (ApplyTransaction tx = open()) {
        return work.apply(tx);
      } catch (ApplyAgainException learned) {
        // the applier knows more of the table now
      }
    }
  }

  /**
   * Opens a transaction that repairs a database that does not match its changelog.
   *
   * @throws ApplyTransaction.ApplyInterruptedException when the database can't be reached
   */
  public Repair repair() {
    try {
      Connection connection = connections.getConnection();
      return new DatabaseRepair(connection, dialect, open(connection), schema, destinations);
    } catch (SQLException failure) {
      throw Interruption.of("opening a transaction", failure);
    }
  }

  private OutboxTable outbox(Connection connection) {
    return new OutboxTable(connection, dialect, schema, destinations, clock);
  }

  private JdbcApplyTransaction open(Connection connection) throws SQLException {
    try {
      dialect.begin(connection, false);
      return new JdbcApplyTransaction(
          connection,
          dialect,
          references,
          new NeededRows(connection, schema),
          outbox(connection),
          restored,
          lockWait);
    } catch (SQLException | RuntimeException failure) {
      connection.close();
      throw failure;
    }
  }
}
