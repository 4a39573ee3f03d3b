package io.bactrian.database;

import io.bactrian.database.dialect.Dialect;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * The kinds of databases there are, and the one place that chooses among them. They are named in
 * {@code META-INF/services}, so that another one is a jar beside this one. Thread-safe.
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
   * @throws SQLException when the database is none that is supported
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

  /** The URL as each dialect wants it for a site in the folder, before there is a connection. */
  public static String inFolder(String url, Path folder) {
    String located = url;
    for (Dialect dialect : ALL) {
      located = dialect.inFolder(located, folder);
    }
    return located;
  }

  /** Whether a database that could not be connected to may be there at another try. */
  public static boolean mayPass(SQLException failure) {
    return String.valueOf(failure.getSQLState()).startsWith("08")
        || ALL.stream().anyMatch(dialect -> dialect.mayPass(failure));
  }
}
