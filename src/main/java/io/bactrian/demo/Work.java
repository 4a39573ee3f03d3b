package io.bactrian.demo;

import io.bactrian.problem.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * One transaction of a user of the demo: rows by statement, in an order that foreign keys allow.
 * Not thread-safe while it is being put together.
 */
public final class Work {
  /**
   * Transactions to be done.
   *
   * @param rows that they change together
   */
  record Source(Iterator<Work> works, long rows) {}

  private final Map<Statement, List<Object[]>> rows = new EnumMap<>(Statement.class);
  private int size;

  /** Adds one row's change. */
  Work add(Statement statement, Object... parameters) {
    rows.computeIfAbsent(statement, s -> new ArrayList<>()).add(parameters);
    size++;
    return this;
  }

  /** Rows that it changes. */
  public int size() {
    return size;
  }

  /** Parameters of each row by statement, in the order of execution. */
  Map<Statement, List<Object[]>> rows() {
    return rows;
  }

  /**
   * Does all of it, a transaction each and a batch for each statement of one.
   *
   * @param done told of the rows changed so far after each transaction
   * @return rows changed
   */
  public static long doAll(Connection connection, Iterator<Work> works, LongConsumer done)
      throws SQLException {
    boolean before = connection.getAutoCommit();
    connection.setAutoCommit(false);
    Map<Statement, PreparedStatement> prepared = new EnumMap<>(Statement.class);
    long rows = 0;
    try {
      while (works.hasNext()) {
        Work work = works.next();
        for (var part : work.rows.entrySet()) {
          PreparedStatement statement = prepared.get(part.getKey());
          if (statement == null) {
            statement = connection.prepareStatement(part.getKey().sql());
            prepared.put(part.getKey(), statement);
          }
          batch(part.getKey(), statement, part.getValue());
        }
        connection.commit();
        rows += work.size;
        done.accept(rows);
      }
      return rows;
    } finally {
      for (PreparedStatement statement : prepared.values()) {
        statement.close();
      }
      connection.rollback();
      connection.setAutoCommit(before);
    }
  }

  private static void batch(Statement what, PreparedStatement statement, List<Object[]> rows)
      throws SQLException {
    for (Object[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        statement.setObject(i + 1, row[i]);
      }
      statement.addBatch();
    }
    for (int changed : statement.executeBatch()) {
      if (changed == 0) {
        throw Problem.of(
                "Demo stopped: there is no row for `%s`, so something sent earlier has not arrived.",
                what.sql())
            .toDo("See the sites' logs.")
            .exception();
      }
    }
  }
}
