package io.bactrian.database.tiny;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Logger;

/** Connects to databases of Tiny, a product of these tests: H2 by another name. */
public final class TinyDriver implements Driver {
  static final String PREFIX = "jdbc:tiny:";

  static {
    try {
      DriverManager.registerDriver(new TinyDriver());
    } catch (SQLException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  @Override
  public Connection connect(String url, Properties login) throws SQLException {
    if (!acceptsURL(url)) {
      return null;
    }
    String h2 = "jdbc:h2:" + url.substring(PREFIX.length());
    return reporting("Tiny", 2, new org.h2.Driver().connect(h2, login));
  }

  /** The connection of a product of this name and version. */
  public static Connection reporting(String product, int version, Connection connection)
      throws SQLException {
    DatabaseMetaData described =
        replacing(
            DatabaseMetaData.class,
            connection.getMetaData(),
            Map.of("getDatabaseProductName", product, "getDatabaseMajorVersion", version));
    return replacing(Connection.class, connection, Map.of("getMetaData", described));
  }

  private static <T> T replacing(Class<T> type, T original, Map<String, Object> results) {
    return type.cast(
        Proxy.newProxyInstance(
            TinyDriver.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Object result = results.get(method.getName());
              if (result != null) {
                return result;
              }
              try {
                return method.invoke(original, arguments);
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            }));
  }

  @Override
  public boolean acceptsURL(String url) {
    return url.startsWith(PREFIX);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties login) {
    return new DriverPropertyInfo[0];
  }

  @Override
  public int getMajorVersion() {
    return 2;
  }

  @Override
  public int getMinorVersion() {
    return 0;
  }

  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }
}
