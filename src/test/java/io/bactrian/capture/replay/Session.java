package io.bactrian.capture.replay;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/** A connection with a thread of its own, so that the others go on while its statement waits. */
final class Session implements AutoCloseable {
  private final Connection connection;
  private final int pid;
  private final ExecutorService thread;
  private Future<?> running;

  Session(Connection connection) throws SQLException {
    this.connection = connection;
    this.thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread worker = new Thread(work, "session");
              worker.setDaemon(true);
              return worker;
            });
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
      row.next();
      pid = row.getInt(1);
    }
  }

  Connection connection() {
    return connection;
  }

  int pid() {
    return pid;
  }

  void start(Callable<?> work) {
    running = thread.submit(work);
  }

  boolean isBusy() {
    return running != null && !running.isDone();
  }

  /** Waits for the end of its statement; false when it has not come. */
  boolean ended(long micros) throws InterruptedException {
    try {
      running.get(micros, TimeUnit.MICROSECONDS);
      return true;
    } catch (TimeoutException goesOn) {
      return false;
    } catch (ExecutionException failed) {
      return true;
    }
  }

  /** Throws what its last work threw. */
  void requireSuccess() throws Exception {
    try {
      running.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw failed;
    }
  }

  /** This connection for a class that asks for one and closes it. */
  DataSource source() {
    return (DataSource)
        Proxy.newProxyInstance(
            Session.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getConnection")) {
                return kept();
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }

  private Connection kept() {
    return (Connection)
        Proxy.newProxyInstance(
            Session.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                connection.setAutoCommit(true);
                return null;
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            });
  }

  @Override
  public void close() throws SQLException {
    thread.shutdownNow();
    connection.close();
  }
}
