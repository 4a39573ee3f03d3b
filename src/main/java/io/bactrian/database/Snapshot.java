package io.bactrian.database;

import io.bactrian.database.dialect.Sessions;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A connection in a transaction with a consistent snapshot. Closing it restores the connection's
 * settings and releases it. For one thread.
 */
final class Snapshot implements AutoCloseable {
  private final Connection connection;
  private final int isolation;

  private Snapshot(Connection connection, int isolation) {
    this.connection = connection;
    this.isolation = isolation;
  }

  static Snapshot of(DataSource database, Sessions sessions) throws SQLException {
    Connection connection = database.getConnection();
    Snapshot snapshot = new Snapshot(connection, connection.getTransactionIsolation());
    try {
      connection.setReadOnly(true);
      connection.setTransactionIsolation(sessions.snapshotIsolation());
      connection.setAutoCommit(false);
      return snapshot;
    } catch (SQLException failed) {
      connection.close();
      throw failed;
    }
  }

  Connection connection() {
    return connection;
  }

  @Override
  public void close() {
    try (connection) {
      connection.rollback();
      connection.setAutoCommit(true);
      connection.setReadOnly(false);
      connection.setTransactionIsolation(isolation);
    } catch (SQLException failed) {
      throw JdbcOutbox.unavailable("ending a snapshot", failed);
    }
  }
}
