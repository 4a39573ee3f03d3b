package io.bactrian.database;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Opens connections with the session settings for canonical text. Thread-safe. */
public final class PreparedDataSource implements DataSource {
  private final String url;
  private final Properties login;
  private final Duration silence;

  /**
   * @param silence how long an answer of the database may take where it can't be asked whether it
   *     is at work; then the connection is broken
   */
  public PreparedDataSource(String url, Properties login, Duration silence) {
    this.url = url;
    this.login = new Properties();
    this.login.putAll(login);
    this.silence = silence;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Properties one = new Properties();
    one.putAll(login);
    Dialects.beforeConnecting(url, silence, one);
    Connection connection = DriverManager.getConnection(url, one);
    try {
      Dialects.of(connection).prepare(connection);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return getConnection();
  }

  @Override
  public PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public void setLoginTimeout(int seconds) {
    DriverManager.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() {
    return DriverManager.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("nothing is wrapped here");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
