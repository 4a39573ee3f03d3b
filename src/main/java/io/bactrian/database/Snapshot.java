package io.bactrian.database;

import io.bactrian.database.dialect.Sessions;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A connection in a transaction with a consistent snapshot. Closing it ends the transaction and
 * releases the connection. For one thread.
 */
final class Snapshot implements AutoCloseable {
  private final Connection connection;

  private Snapshot(Connection connection) {
    this.connection = connection;
  }

  static Snapshot of(DataSource database, Sessions sessions) throws SQLException {
    Connection connection = database.getConnection();
    try {
      sessions.begin(connection, true);
      return new Snapshot(connection);
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
    } catch (SQLException failed) {
      throw JdbcOutbox.unavailable("ending a snapshot", failed);
    }
  }
}
