package io.bactrian.capture.replay;

import java.io.IOException;
import java.io.StringReader;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** A session of the application. That statements fail is ordinary, unless it is because of us. */
final class Application {
  private final int number;
  private final Session session;
  private final String database;
  private final Story story;
  private final AtomicReference<FaultException> fault;

  /**
   * @param database its name, for names that the server knows once
   */
  Application(
      int number,
      Session session,
      String database,
      Story story,
      AtomicReference<FaultException> fault) {
    this.number = number;
    this.session = session;
    this.database = database;
    this.story = story;
    this.fault = fault;
  }

  boolean isBusy() {
    return session.isBusy();
  }

  boolean isInTransaction() throws SQLException {
    return state() != TransactionState.IDLE;
  }

  private TransactionState state() throws SQLException {
    return session.connection().unwrap(BaseConnection.class).getTransactionState();
  }

  void run(Step.Sql step) {
    int line = story.begin(step.toString());
    session.start(
        () -> {
          story.end(line, result(step));
          return null;
        });
  }

  void commit() {
    run(new Step.Sql(number, "", "commit", null));
  }

  private String result(Step.Sql step) throws SQLException, IOException {
    String sql = step.text().replace("{db}", database);
    try (Statement statement = session.connection().createStatement()) {
      statement.setEscapeProcessing(false);
      if (step.rows() != null) {
        PGConnection connection = session.connection().unwrap(PGConnection.class);
        return "" + connection.getCopyAPI().copyIn(sql, new StringReader(step.rows()));
      }
      statement.execute(sql);
      return "ok " + Math.max(0, statement.getUpdateCount());
    } catch (PSQLException failed) {
      String how = failed.getSQLState() + " " + failed.getMessage().lines().findFirst().orElse("");
      if (suffers(failed)) {
        fault.compareAndSet(null, new FaultException(Fault.HOST_SUFFERS, sql + " => " + how));
      }
      if (state() == TransactionState.FAILED) {
        how += ", " + recovered();
      }
      return how;
    }
  }

  /** Whether it failed in what we have installed, and not because we refuse it by word. */
  private static boolean suffers(PSQLException failed) {
    ServerErrorMessage error = failed.getServerErrorMessage();
    if (error == null) {
      return true;
    }
    if (error.getWhere() == null) {
      String told = error.getMessage() + error.getDetail();
      return told.replace("bactrian_at", "").contains("bactrian"); // a column of the application
    }
    boolean raised = List.of("P0001", "0A000", "40001").contains(error.getSQLState());
    return Blame.ours(error) && !raised;
  }

  private String recovered() throws SQLException {
    try {
      Bench.execute(session.connection(), "rollback to savepoint a");
      return "back to savepoint";
    } catch (SQLException none) {
      Bench.execute(session.connection(), "rollback");
      return "rolled back";
    }
  }
}
