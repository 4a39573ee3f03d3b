package io.bactrian.database.dialect;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/** Reads rows by key on one connection. For one thread. */
public interface KeyedRows {

  /**
   * Reads the existing rows with these keys, in one statement if the database can.
   *
   * @param keys distinct, in a fixed order
   * @param lock whether to lock them, in the order of the key
   */
  List<Row> select(Table table, List<Key> keys, boolean lock) throws SQLException;

  /** Positions of the key columns in a row. */
  static List<Integer> positions(Table table) {
    return IntStream.range(0, table.keyWidth()).mapToObj(table::keyPosition).toList();
  }
}
