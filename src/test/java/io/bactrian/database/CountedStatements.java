package io.bactrian.database;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** A database that counts what is sent to it: a JDBC batch, a COPY and a savepoint are one each. */
final class CountedStatements {
  private static final Set<String> OF_CONNECTION =
      Set.of("commit", "rollback", "setSavepoint", "releaseSavepoint", "unwrap");

  private final AtomicLong sent = new AtomicLong();

  long sent() {
    return sent.get();
  }

  DataSource around(DataSource plain) {
    return (DataSource) proxy(plain, DataSource.class);
  }

  private Object proxy(Object real, Class<?> type) {
    InvocationHandler counting = (proxy, method, arguments) -> call(real, method, arguments);
    return Proxy.newProxyInstance(
        CountedStatements.class.getClassLoader(), new Class<?>[] {type}, counting);
  }

  private Object call(Object real, Method method, Object[] arguments) throws Throwable {
    String name = method.getName();
    if (real instanceof Connection ? OF_CONNECTION.contains(name) : name.startsWith("execute")) {
      sent.incrementAndGet();
    }
    Object result;
    try {
      result = method.invoke(real, arguments);
    } catch (InvocationTargetException failed) {
      throw failed.getCause();
    }
    if (name.equals("getConnection")) {
      return proxy(result, Connection.class);
    }
    if (result instanceof CallableStatement) {
      return proxy(result, CallableStatement.class);
    }
    if (result instanceof PreparedStatement) {
      return proxy(result, PreparedStatement.class);
    }
    return result instanceof Statement ? proxy(result, Statement.class) : result;
  }
}
