package io.bactrian.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Fresh, empty databases of each kind. */
public final class TestDatabase {
  private TestDatabase() {}

  /** One server for all tests of a JVM; it ends with it. */
  private static final class Server {
    static final EmbeddedPostgres POSTGRES = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setServerConfig("fsync", "off")
            .setServerConfig("max_prepared_transactions", "20")
            .start();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }

  /** A database of its own in the one server. */
  public static DataSource postgres() throws SQLException {
    String name = "d" + UUID.randomUUID().toString().replace("-", "");
    try (Connection c = Server.POSTGRES.getPostgresDatabase().getConnection()) {
      run(c, "create database " + name);
    }
    PGSimpleDataSource source = (PGSimpleDataSource) Server.POSTGRES.getDatabase("postgres", name);
    source.setReWriteBatchedInserts(true);
    return source;
  }

  static DataSource h2() {
    JdbcDataSource source = new JdbcDataSource();
    source.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    return source;
  }

  static DataSource h2(java.nio.file.Path file) {
    JdbcDataSource source = new JdbcDataSource();
    source.setUrl("jdbc:h2:file:" + file);
    return source;
  }

  /** Of the product that only the tests know. */
  static DataSource tiny() {
    return new PreparedDataSource(
        "jdbc:tiny:mem:%s;DB_CLOSE_DELAY=-1;DATABASE_TO_LOWER=TRUE;LOCK_TIMEOUT=20000"
            .formatted(UUID.randomUUID()),
        new Properties(),
        java.time.Duration.ofMinutes(1));
  }

  /** Closes the connection and removes its database, so that many take no more room than one. */
  public static void end(Connection connection) throws SQLException {
    String name = connection.getCatalog();
    if (!connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
      run(connection, "shutdown");
      connection.close();
    } else {
      connection.close();
      try (Connection c = Server.POSTGRES.getPostgresDatabase().getConnection()) {
        run(c, "drop database " + name + " with (force)");
      }
    }
  }

  public static void run(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Each row as its columns joined by a bar. */
  public static List<String> rows(Connection connection, String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
          values.add(row.getString(i));
        }
        rows.add(String.join("|", values.stream().map(String::valueOf).toList()));
      }
    }
    return rows;
  }
}
