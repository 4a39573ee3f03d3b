package io.bactrian.database.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;

/**
 * Asks the server on a connection of its own what a session does, and ends it. Thread-safe; opens a
 * connection for each question, which takes a few seconds at most.
 */
final class PostgresWitness implements Witness {
  /** How names of our sessions begin. */
  static final String NAME = "bactrian ";

  private static final String SECONDS = "5";

  /** A server that waits for its client works on nothing. */
  private static final String LOOK =
      """
      select coalesce(bool_or(state in ('active', 'fastpath function call')
                              and wait_event_type is distinct from 'Client'), false),
             coalesce(bool_or(state is null or state = 'disabled'), false), count(*)
      from pg_stat_activity where starts_with(application_name, ?)
      """;

  private static final String END =
      """
      select pg_terminate_backend(pid) from pg_stat_activity
      where starts_with(application_name, ?) and state <> 'idle' and usename = current_user
      """;

  private final Properties login;
  private final String session;

  /**
   * @param login the properties of the connection to the session
   * @param session its name
   */
  PostgresWitness(Properties login, String session) {
    this.login = new Properties();
    login
        .stringPropertyNames()
        .forEach(name -> this.login.setProperty(name, login.getProperty(name)));
    this.login.remove("socketFactory");
    this.login.setProperty("ApplicationName", NAME.strip());
    this.login.setProperty("connectTimeout", SECONDS);
    this.login.setProperty("socketTimeout", SECONDS);
    this.session = session;
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        login.getProperty(PostgresSockets.URL).replaceFirst("[?].*", ""), login);
  }

  @Override
  public Patience.Session look() {
    if (!session.startsWith(NAME)) {
      return Patience.Session.UNKNOWN; // the URL names all sessions alike
    }
    try (Connection connection = connect();
        PreparedStatement look = connection.prepareStatement(LOOK)) {
      look.setString(1, session);
      try (ResultSet row = look.executeQuery()) {
        row.next();
        if (row.getBoolean(1)) {
          return Patience.Session.AT_WORK;
        }
        // a pooler may let it wait for a session of the server
        return row.getBoolean(2) || row.getLong(3) == 0 && PostgresSessions.pooled(connection)
            ? Patience.Session.UNKNOWN
            : Patience.Session.NOT_AT_WORK;
      }
    } catch (SQLException e) {
      return answers(e) ? Patience.Session.UNKNOWN : Patience.Session.NOT_AT_WORK;
    }
  }

  /** Whether a server that is up refused: it has no connection to spare, or lets nobody in. */
  private static boolean answers(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return !state.startsWith("08") && !state.startsWith("57");
  }

  @Override
  public boolean end() {
    if (!session.startsWith(NAME)) {
      return true;
    }
    try (Connection connection = connect();
        PreparedStatement end = connection.prepareStatement(END)) {
      end.setString(1, session);
      end.execute();
      return true;
    } catch (SQLException unreachable) {
      return false;
    }
  }
}
