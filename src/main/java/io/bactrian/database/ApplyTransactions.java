package io.bactrian.database;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.changeset.Schema;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.destination.DestinationRule;
import io.bactrian.recovery.Repair;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Opens the appliers' transactions on a site's database, each on a connection of its own at READ
 * COMMITTED. Thread-safe; a transaction belongs to one thread.
 */
public final class ApplyTransactions {
  private final DataSource connections;
  private final Dialect dialect;
  private final Schema schema;
  private final Map<String, DestinationRule> destinations;
  private final Clock clock;
  private final ForeignKeys references;

  /**
   * @param connections prepared by {@link Dialect#prepare}
   * @param schema our tracked tables with the foreign keys among them
   * @param destinations of our tables by name, the rules that capture uses; a table without a rule
   *     is seen by nobody
   */
  public ApplyTransactions(
      DataSource connections,
      Dialect dialect,
      Schema schema,
      Map<String, DestinationRule> destinations,
      Clock clock) {
    this.connections = connections;
    this.dialect = dialect;
    this.schema = schema;
    this.destinations = Map.copyOf(destinations);
    this.clock = clock;
    this.references = new ForeignKeys(schema);
  }

  /**
   * Begins one.
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
   * Begins one that repairs a database that does not go together with its changelog.
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
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      return new JdbcApplyTransaction(connection, dialect, references, outbox(connection));
    } catch (SQLException | RuntimeException failure) {
      connection.close();
      throw failure;
    }
  }
}
