package io.bactrian.database.dialect;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** How connections are opened, set up, and known to be lost. Stateless and thread-safe. */
public interface Sessions {

  /**
   * The URL with files relative to the site's folder, where the database would take them as
   * relative to the process; a URL of another kind as it is.
   */
  default String inFolder(String url, Path folder) {
    return url;
  }

  /**
   * Settings of the session that canonical text depends on. To be called once for each new
   * connection, outside a transaction.
   */
  void prepare(Connection connection) throws SQLException;

  /** The level, as {@link Connection} numbers it, at which a whole transaction sees one moment. */
  default int snapshotIsolation() {
    return Connection.TRANSACTION_REPEATABLE_READ;
  }

  /** A query that gives one row whenever the database answers; it reads no table. */
  default String ping() {
    return "select 1";
  }

  /** Whether a SQLSTATE of its own says that the connection is gone for good. */
  default boolean isLost(SQLException failure) {
    return false;
  }

  /**
   * Whether a SQLSTATE of its own says that connecting failed for a reason that may pass: it
   * starts, stops, is full or locked. That it is not there (class 08) is known without.
   */
  default boolean mayPass(SQLException failure) {
    return false;
  }
}
