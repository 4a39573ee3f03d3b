package io.bactrian.database;

import io.bactrian.database.dialect.Dialect;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * Chooses the dialect of a database. Dialects are found through {@code META-INF/services}, so a jar
 * can add one. Thread-safe.
 */
public final class Dialects {
  private static final List<Dialect> ALL =
      ServiceLoader.load(Dialect.class, Dialects.class.getClassLoader()).stream()
          .map(ServiceLoader.Provider::get)
          .toList();

  private Dialects() {}

  /**
   * The dialect of an open connection.
   *
   * @throws SQLException when the database is not supported
   */
  public static Dialect of(Connection connection) throws SQLException {
    DatabaseMetaData database = connection.getMetaData();
    String product = database.getDatabaseProductName();
    int major = database.getDatabaseMajorVersion();
    for (Dialect dialect : ALL) {
      if (dialect.name().equals(product) && major >= dialect.oldestVersion()) {
        return dialect;
      }
    }
    throw new SQLException(
        ("Not connected: the database is %s %d; supported are %s."
                + " Nothing was changed. Set `database.url` to one of these.")
            .formatted(product, major, supported()));
  }

  private static String supported() {
    return ALL.stream()
        .map(dialect -> dialect.name() + " from " + dialect.oldestVersion())
        .collect(Collectors.joining(" and "));
  }

  /**
   * Lets each dialect resolve files in a JDBC URL against the site's folder, before there is a
   * connection.
   */
  public static String inFolder(String url, Path folder) {
    String located = url;
    for (Dialect dialect : ALL) {
      located = dialect.inFolder(located, folder);
    }
    return located;
  }

  /** Lets each dialect add to the properties of a connection before it is opened. */
  static void beforeConnecting(String url, Duration silence, Properties login) {
    ALL.forEach(dialect -> dialect.beforeConnecting(url, silence, login));
  }

  /** Whether connecting may succeed when tried again. */
  public static boolean mayPass(SQLException failure) {
    return String.valueOf(failure.getSQLState()).startsWith("08")
        || ALL.stream().anyMatch(dialect -> dialect.mayPass(failure));
  }
}
