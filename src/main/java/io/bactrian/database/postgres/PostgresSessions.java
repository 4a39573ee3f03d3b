package io.bactrian.database.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;

/**
 * What sessions set, whatever the settings of the role and the database are. All of it is local to
 * a transaction: under a pooler that gives each transaction another session of the server, anything
 * else would reach sessions of applications, or get lost. Only where no pooler is, new connections
 * have the same settings, for single statements outside of transactions.
 */
final class PostgresSessions {
  /**
   * Nothing may end a statement of ours or bend its meaning. Rows that row-level security hides are
   * an error. A session that died in a transaction must not lock rows for ever.
   */
  private static final List<String> OWN =
      List.of(
          "row_security = off",
          "statement_timeout = 0",
          "lock_timeout = 0",
          "idle_in_transaction_session_timeout = '10min'",
          "standard_conforming_strings = on",
          "array_nulls = on",
          "xmloption = content",
          "jit = off");

  /** What was confirmed to a partner must survive a power cut; stricter settings stay. */
  private static final String DURABLE =
      "set_config('synchronous_commit', replace(current_setting('synchronous_commit'), 'off', 'on'), true)";

  /** So that the server soon notices when this process or the network is gone, and unlocks. */
  private static final List<String> ALIVE =
      List.of(
          "set_config('tcp_keepalives_idle', '10', false)",
          "set_config('tcp_keepalives_interval', '5', false)",
          "set_config('tcp_keepalives_count', '3', false)",
          "set_config('tcp_user_timeout', '25000', false)",
          "set_config('client_connection_check_interval', '10000', false)");

  private static final String WRITING =
      "set transaction isolation level read committed, read write, not deferrable";
  private static final String SNAPSHOT =
      "set transaction isolation level repeatable read, read only, not deferrable";

  private static final String POOLED = "select pg_backend_pid() <> %d";

  /** Sessions of Bactrian wait for each other's streams, which does nobody harm. */
  private static final String WAITS_FOR_US =
      "select exists (select from pg_locks ours join pg_locks theirs"
          + " on theirs.transactionid = ours.transactionid"
          + " join pg_stat_activity waiter on waiter.pid = theirs.pid"
          + " where ours.locktype = 'transactionid' and ours.granted and ours.pid = pg_backend_pid()"
          + " and theirs.locktype = 'transactionid' and not theirs.granted"
          + " and coalesce(waiter.application_name, '') not like '%s%%')"
              .formatted(PostgresWitness.NAME);

  /** Shorter than the default of those who wait for us. */
  private static final int DEADLOCK_MILLIS = 100;

  private PostgresSessions() {}

  /**
   * Whether something between this process and the server hands out sessions of its own: the
   * session that answers is not the one that was opened.
   */
  static boolean pooled(Connection connection) throws SQLException {
    int opened = connection.unwrap(PGConnection.class).getBackendPID();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(POOLED.formatted(opened))) {
      row.next();
      return row.getBoolean(1);
    }
  }

  static void prepare(Connection connection) throws SQLException {
    if (pooled(connection)) {
      // a statement prepared in one session of the server is unknown in the next
      connection.unwrap(PGConnection.class).setPrepareThreshold(0);
      return;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          settings(connection).stream()
              .map(setting -> "set session " + setting)
              .collect(Collectors.joining("; ", "", "; " + alive(connection))));
    }
  }

  /** Other systems have not all of them. */
  private static String alive(Connection connection) throws SQLException {
    int known = connection.getMetaData().getDatabaseMajorVersion() < 14 ? 4 : 5;
    return "select %s where version() ~* 'linux'"
        .formatted(String.join(", ", ALIVE.subList(0, known)));
  }

  static void begin(Connection connection, boolean snapshot) throws SQLException {
    connection.setAutoCommit(false);
    String local =
        settings(connection).stream()
            .map(PostgresSessions::local)
            .collect(Collectors.joining(", ", "select ", ", " + DURABLE));
    try (Statement statement = connection.createStatement()) {
      statement.execute((snapshot ? SNAPSHOT : WRITING) + "; " + local);
    }
  }

  /**
   * Where two transactions wait for each other, the one ends that has waited for {@code
   * deadlock_timeout}, if ours may set it: not the application's.
   */
  static void waitForLocks(Connection connection, Duration most) throws SQLException {
    boolean asksForRights = connection.getMetaData().getDatabaseMajorVersion() >= 15;
    String maySet =
        asksForRights
            ? "has_parameter_privilege('deadlock_timeout', 'set')"
            : "current_setting('is_superuser') = 'on'";
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "select set_config('lock_timeout', '%d', true), case when %s then set_config('deadlock_timeout', '%d', true) end"
              .formatted(Math.max(1, most.toMillis()), maySet, DEADLOCK_MILLIS));
    }
  }

  /** Whoever waits for a row waits for the transaction, or a part of it, that has locked it. */
  static boolean keepsWaiting(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(WAITS_FOR_US)) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private static List<String> settings(Connection connection) throws SQLException {
    List<String> all = new ArrayList<>(PostgresDialect.SETTINGS);
    all.addAll(OWN);
    if (connection.getMetaData().getDatabaseMajorVersion() >= 17) {
      all.add("transaction_timeout = 0");
    }
    return all;
  }

  private static String local(String setting) {
    String[] parts = setting.split(" = ", 2);
    String value = parts[1].startsWith("'") ? parts[1] : "'" + parts[1] + "'";
    return "set_config('%s', %s, true)".formatted(parts[0], value);
  }
}
