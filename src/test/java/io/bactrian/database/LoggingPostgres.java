package io.bactrian.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** A PostgreSQL server of its own, whose log can be read. */
final class LoggingPostgres implements AutoCloseable {
  private final EmbeddedPostgres server;
  private long read;

  LoggingPostgres() throws IOException {
    server =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "off")
            .setServerConfig("logging_collector", "on")
            .setServerConfig("log_directory", "log")
            .setServerConfig("log_filename", "server.log")
            .start();
  }

  DataSource database() {
    return server.getPostgresDatabase();
  }

  /** How many errors the server has logged since the last call. */
  long errors() throws SQLException {
    String log;
    try (Connection connection = database().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_read_file('log/server.log')")) {
      row.next();
      log = row.getString(1);
    }
    long all = log.lines().filter(line -> line.contains("ERROR:  ")).count();
    long since = all - read;
    read = all;
    return since;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
