package io.bactrian.database.dialect;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/** Opens and prepares connections and recognises broken ones. Stateless and thread-safe. */
public interface Sessions {

  /**
   * Resolves files in a JDBC URL against the site's folder, where the database would resolve them
   * against the process's; returns other URLs unchanged.
   */
  default String inFolder(String url, Path folder) {
    return url;
  }

  /**
   * Adds what the driver needs to notice that a connection has gone silent, before each is opened.
   * Drivers of other URLs get nothing.
   *
   * @param silence how long an answer of the database may take where it can't be asked whether it
   *     is at work
   */
  default void beforeConnecting(String url, Duration silence, Properties login) {}

  /**
   * Applies the session settings that canonical text depends on. Called once for each new
   * connection, outside of a transaction.
   */
  void prepare(Connection connection) throws SQLException;

  /**
   * Begins a transaction on a connection that has none: all of Bactrian's that write, or read
   * values. It has the settings that it needs whatever those of the session are.
   *
   * @param snapshot whether it only reads, and all of it from one snapshot; else it is at READ
   *     COMMITTED
   */
  default void begin(Connection connection, boolean snapshot) throws SQLException {
    connection.setTransactionIsolation(
        snapshot ? snapshotIsolation() : Connection.TRANSACTION_READ_COMMITTED);
    connection.setAutoCommit(false);
  }

  /**
   * Bounds how long the transaction that has begun waits for a lock; then its statement fails with
   * an error that passes. Does nothing where the database's own bound is as short.
   */
  default void waitForLocks(Connection connection, Duration most) throws SQLException {}

  /**
   * Whether a session of the application waits for a row that the open transaction has locked;
   * false where the database does not tell.
   */
  default boolean keepsWaiting(Connection connection) throws SQLException {
    return false;
  }

  /** Whether the transaction failed because it gave way to another that has locked rows. */
  default boolean gaveWay(SQLException failure) {
    return failure.getSQLState() != null && failure.getSQLState().startsWith("40");
  }

  /**
   * The isolation level, a constant of {@link Connection}, at which a transaction reads one
   * consistent snapshot.
   */
  default int snapshotIsolation() {
    return Connection.TRANSACTION_REPEATABLE_READ;
  }

  /** A query that returns one row and reads no table, to test a connection. */
  default String ping() {
    return "select 1";
  }

  /** Whether a SQLSTATE specific to this database means that the connection is broken. */
  default boolean isLost(SQLException failure) {
    return false;
  }

  /**
   * Whether a SQLSTATE specific to this database means that connecting may succeed later: it
   * starts, stops, is full or locked. The standard class 08 (connection failure) is handled
   * elsewhere.
   */
  default boolean mayPass(SQLException failure) {
    return false;
  }
}
