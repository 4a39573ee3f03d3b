package io.bactrian.database;

import io.bactrian.changeset.Row;
import io.bactrian.database.dialect.OutboxSql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

/**
 * Reads the outbox in the snapshot of its connection's transaction: whole transactions ordered by
 * their last number, rows within a transaction by number. Without interleaved transactions this is
 * the order of the primary key and needs no sort; the database sorts only the range from the first
 * to the last interleaved one. Keeps one fetch in memory.
 */
final class OutboxRows implements AutoCloseable {
  private static final int MOST_ROWS = 4_000;
  private static final long FETCHED_BYTES = 16_000_000;

  /**
   * The range of transactions that overlap (one starts before an earlier one ends), and the size of
   * the largest row.
   */
  private static final String EXTENT =
      """
      with t as (
        select transaction, min(number) as lo, max(number) as hi,
          max(coalesce(octet_length(before), 0) + coalesce(octet_length(after), 0)) as size,
          count(version_before) + count(version_after) as versions
        from bactrian_change where kind <> 'H' group by transaction),
      m as (
        select lo, hi, size, versions, max(hi) over
          (order by lo rows between unbounded preceding and 1 preceding) as earlier from t),
      k as (
        select lo, hi, size, versions, sum(case when lo < earlier then 0 else 1 end) over (order by lo)
          as island from m),
      i as (
        select min(lo) as lo, max(hi) as hi, max(size) as size, count(*) as transactions,
          sum(versions) as versions
        from k group by island)
      select min(case when transactions > 1 then lo end), max(case when transactions > 1 then hi end),
        max(size), coalesce(sum(versions), 0) from i
      """;

  private static final String COLUMNS =
      "c.number, c.transaction, c.at, c.origin, c.kind, c.table_name, c.shape, c.moves, "
          + RecordedTexts.columns("c", "before")
          + ", "
          + RecordedTexts.columns("c", "after");

  private static final String IN_ORDER =
      "select "
          + COLUMNS
          + " from bactrian_change c where c.number between %1$d and %2$d and c.kind <> 'H'%3$s"
          + " order by c.number";

  private static final String SORTED =
      "select "
          + COLUMNS
          + """
           from bactrian_change c join (
              select transaction, max(number) as last from bactrian_change
              where number between %1$d and %2$d and kind <> 'H' group by transaction) t on t.transaction = c.transaction
            where c.number between %1$d and %2$d and c.kind <> 'H'%3$s order by t.last, c.number
          """;

  /**
   * A row of the outbox; rows are as their texts are stored.
   *
   * @param moves the other key where it tells one half of an update of a key; else null
   */
  record Raw(
      long number,
      String transaction,
      Instant at,
      String origin,
      char kind,
      String table,
      Row before,
      Row after,
      String shape,
      String moves) {

    /**
     * A number for each change that a row tells: an update of the key tells two, of which the
     * second is the insert.
     */
    static long id(long number, boolean second) {
      return number * 2 + (second ? 1 : 0);
    }
  }

  private final Statement statement;
  private final OutboxSql sql;
  private final RecordedTexts texts;
  private final Deque<String> queries = new ArrayDeque<>();
  private final int fetch;
  private final boolean versioned;
  private ResultSet rows;
  private String transaction = "";
  private String printedTime = "";
  private Instant time;

  OutboxRows(Connection connection, OutboxSql sql) throws SQLException {
    this(connection, sql, "");
  }

  /**
   * @param only a further condition on rows {@code c}, from {@code and} on; the transactions keep
   *     the order that they have with all of their rows
   */
  OutboxRows(Connection connection, OutboxSql sql, String only) throws SQLException {
    this.sql = sql;
    texts = new RecordedTexts(connection, sql);
    statement = connection.createStatement();
    try (ResultSet extent = statement.executeQuery(EXTENT)) {
      extent.next();
      long from = extent.getLong(1);
      boolean interleaved = !extent.wasNull();
      long through = extent.getLong(2);
      fetch = fetch(Math.min(RecordedTexts.LARGE, extent.getLong(3)));
      versioned = extent.getLong(4) > 0;
      if (interleaved) {
        queries.add(IN_ORDER.formatted(Long.MIN_VALUE, from - 1, only));
        queries.add(SORTED.formatted(from, through, only));
        queries.add(IN_ORDER.formatted(through + 1, Long.MAX_VALUE, only));
      } else {
        queries.add(IN_ORDER.formatted(Long.MIN_VALUE, Long.MAX_VALUE, only));
      }
      statement.setFetchSize(fetch);
    }
  }

  /** How many rows to fetch at once when the largest has {@code largest} bytes. */
  static int fetch(long largest) {
    return (int) Math.max(1, Math.min(MOST_ROWS, FETCHED_BYTES / Math.max(1, largest)));
  }

  /** How many rows are fetched at once. */
  int fetch() {
    return fetch;
  }

  /** Reads texts that are left out, under the same snapshot. */
  RecordedTexts texts() {
    return texts;
  }

  /** Whether some changes were recorded row by row. */
  boolean versioned() {
    return versioned;
  }

  /** The next row, or null after the last. */
  Raw next() throws SQLException {
    while (rows == null || !rows.next()) {
      if (queries.isEmpty()) {
        return null;
      }
      execute(queries.poll());
    }
    String id = rows.getString(2);
    if (!id.equals(transaction)) {
      transaction = id;
    }
    long number = rows.getLong(1);
    return new Raw(
        number,
        transaction,
        time(),
        rows.getString(4),
        rows.getString(5).charAt(0),
        rows.getString(6),
        texts.read(rows, 9, "before", number),
        texts.read(rows, 11, "after", number),
        rows.getString(7),
        rows.getString(8));
  }

  private void execute(String query) throws SQLException {
    sql.beforeReading(statement, query.contains("join"));
    rows = statement.executeQuery(query);
  }

  /**
   * The row's time; parsed only when it differs from the previous row's, as rows of a statement
   * share one.
   */
  private Instant time() throws SQLException {
    String printed = rows.getString(3);
    if (!Objects.equals(printed, printedTime)) {
      printedTime = printed;
      time = rows.getObject(3, OffsetDateTime.class).toInstant();
    }
    return time;
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
