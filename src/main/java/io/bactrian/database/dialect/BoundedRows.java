package io.bactrian.database.dialect;

import io.bactrian.apply.ApplyTransaction.RowsTooLargeException;
import io.bactrian.apply.BatchLimit;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads rows of unknown size with bounded memory: fetches a few first, then four times as many per
 * fetch as long as they are small. For one thread.
 */
public final class BoundedRows {
  private static final int FIRST = 8;
  private static final int GROWTH = 4;

  /**
   * Most characters of rows in memory: twice the changes of a batch, as the rows they replace are
   * about as large.
   */
  public static final long MOST_CHARS = 2 * BatchLimit.CHARS;

  private final RowSql sql;
  private final Table table;

  public BoundedRows(RowSql sql, Table table) {
    this.sql = sql;
    this.table = table;
  }

  /**
   * All rows of a query.
   *
   * @param asked the largest number of rows that the query can return
   * @throws RowsTooLargeException when there are several rows, together too large for memory
   */
  public List<Row> all(PreparedStatement query, int asked) throws SQLException {
    List<Row> rows = new ArrayList<>(asked);
    if (!read(query, rows) && asked > 1) {
      throw new RowsTooLargeException(table, asked);
    }
    return rows;
  }

  /** The first rows of a query that fit into memory together; at least one if the query has any. */
  public List<Row> first(PreparedStatement query) throws SQLException {
    List<Row> rows = new ArrayList<>();
    read(query, rows);
    return rows;
  }

  /** Reads rows up to the limit; returns whether they were all. */
  private boolean read(PreparedStatement query, List<Row> rows) throws SQLException {
    query.setFetchSize(FIRST);
    long chars = 0;
    long largest = 1;
    int fetched = FIRST;
    int fetch = FIRST;
    try (ResultSet result = query.executeQuery()) {
      while (result.next()) {
        if (chars > MOST_CHARS) {
          return false;
        }
        Row row = sql.readRow(result, table, 1);
        rows.add(row);
        chars += row.size();
        largest = Math.max(largest, row.size());
        if (rows.size() == fetched) {
          long fits = Math.max(1, BatchLimit.CHARS / largest);
          fetch = (int) Math.min(Math.min(BatchLimit.ROWS, fits), (long) fetch * GROWTH);
          fetched += fetch;
          result.setFetchSize(fetch);
        }
      }
      return true;
    }
  }
}
