package io.bactrian.database;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import javax.sql.DataSource;

/** What the pool does for each new connection. */
final class PreparedConnections {
  private PreparedConnections() {}

  static DataSource of(DataSource plain) {
    return (DataSource)
        Proxy.newProxyInstance(
            PreparedConnections.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              Object result = method.invoke(plain, arguments);
              if (result instanceof Connection connection) {
                Dialects.of(connection).prepare(connection);
              }
              return result;
            });
  }
}
