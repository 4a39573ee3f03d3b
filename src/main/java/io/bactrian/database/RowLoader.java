package io.bactrian.database;

import io.bactrian.apply.ApplyTransaction.RowsTooLargeException;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.database.dialect.KeyedRows;
import io.bactrian.database.dialect.Refusals;
import io.bactrian.transform.Values;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads current rows by key. For one thread. */
final class RowLoader {
  private final Connection connection;
  private final KeyedRows rows;
  private final Refusals refusals;

  RowLoader(Connection connection, Dialect dialect) {
    this.connection = connection;
    this.rows = dialect.keyedRows(connection);
    this.refusals = dialect.refusals();
  }

  /**
   * Reads and locks rows. Looks a second time for missing rows: while the first statement waited
   * for a lock, a row may have been inserted that its snapshot does not show.
   */
  Map<Key, Row> lock(Table table, Collection<Key> keys) throws SQLException {
    Map<Key, Row> found = load(table, new LinkedHashSet<>(keys), true);
    if (found.size() < keys.size()) {
      Set<Key> missing = new LinkedHashSet<>(keys);
      missing.removeAll(found.keySet());
      found.putAll(load(table, missing, true));
    }
    return found;
  }

  Map<Key, Row> read(Table table, Collection<Key> keys) throws SQLException {
    return load(table, new LinkedHashSet<>(keys), false);
  }

  private Map<Key, Row> load(Table table, Set<Key> keys, boolean lock) throws SQLException {
    if (keys.isEmpty()) {
      return new HashMap<>();
    }
    Savepoint before = connection.setSavepoint();
    List<Row> loaded;
    try {
      loaded = rows.select(table, List.copyOf(keys), lock);
    } catch (SQLException failure) {
      if (!refusals.isRefusal(failure)) {
        throw failure;
      }
      connection.rollback(before);
      return halves(table, List.copyOf(keys), lock);
    } catch (RowsTooLargeException tooLarge) {
      connection.releaseSavepoint(before); // keeps the locks
      throw tooLarge;
    }
    connection.releaseSavepoint(before);
    return byKey(table, keys, loaded);
  }

  /**
   * Reads in halves if one key is invalid for its column: such a key has no row, and its write will
   * be refused.
   */
  private Map<Key, Row> halves(Table table, List<Key> keys, boolean lock) throws SQLException {
    if (keys.size() == 1) {
      return new HashMap<>();
    }
    int middle = keys.size() / 2;
    Map<Key, Row> found = load(table, new LinkedHashSet<>(keys.subList(0, middle)), lock);
    found.putAll(load(table, new LinkedHashSet<>(keys.subList(middle, keys.size())), lock));
    return found;
  }

  /** Maps rows to the requested keys, also where the database prints a key differently. */
  private static Map<Key, Row> byKey(Table table, Set<Key> keys, List<Row> loaded) {
    Map<Key, Row> found = new HashMap<>(loaded.size() * 2);
    List<Row> others = new ArrayList<>();
    for (Row row : loaded) {
      Key key = table.keyOf(row);
      if (keys.contains(key)) {
        found.put(key, row);
      } else {
        others.add(row);
      }
    }
    if (!others.isEmpty()) {
      Set<Key> missing = new HashSet<>(keys);
      missing.removeAll(found.keySet());
      for (Key key : missing) {
        others.stream()
            .filter(row -> same(table, key, row))
            .findFirst()
            .ifPresent(row -> found.put(key, row));
      }
    }
    return found;
  }

  private static boolean same(Table table, Key key, Row row) {
    for (int i = 0; i < table.keyWidth(); i++) {
      int position = table.keyPosition(i);
      if (!Values.same(table.column(position), key.get(i), row.get(position))) {
        return false;
      }
    }
    return true;
  }
}
