package io.bactrian.database;

import io.bactrian.capture.RowsThen;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.database.RecordedImages.Images;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.destination.Placement;
import io.bactrian.destination.Placement.Below;
import io.bactrian.destination.StoredRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How rows stood within one snapshot: what its tables have, or what the first change after the
 * moment says that there was before. A moment is how many of the transactions that count are past.
 * For one thread.
 */
final class SnapshotRows implements RowsThen {
  private final Connection connection;
  private final Dialect dialect;
  private final Placement placement;
  private final Schema schema;
  private final RowLoader loader;
  private final MovedChildren children;
  private final RecordedImages images;
  private final UncapturedMoves moves;

  SnapshotRows(
      Connection connection,
      Dialect dialect,
      Schema schema,
      RecordedShapes shapes,
      Placement placement,
      UncapturedMoves moves) {
    this.connection = connection;
    this.dialect = dialect;
    this.placement = placement;
    this.schema = schema;
    this.moves = moves;
    loader = new RowLoader(connection, dialect);
    images = new RecordedImages(connection, dialect, shapes);
    children = new MovedChildren(connection, dialect, schema, images, moves);
  }

  @FunctionalInterface
  interface Work<T> {
    T run() throws SQLException;
  }

  static <T> T ask(Work<T> work) {
    try {
      return work.run();
    } catch (SQLException failed) {
      throw JdbcOutbox.unavailable("looking for the rows that decide who sees others", failed);
    }
  }

  @Override
  public Map<RowId, StoredRow> at(long moment, Set<RowId> ids) {
    return ask(
        () -> {
          Map<RowId, StoredRow> found = new HashMap<>();
          Map<RowId, Long> recorded = new LinkedHashMap<>();
          Map<String, List<Key>> live = new LinkedHashMap<>();
          for (RowId id : ids) {
            int node = moves.changes().firstAfter(id, moment);
            if (node == RowNodes.NONE) {
              live.computeIfAbsent(id.table(), t -> new ArrayList<>()).add(id.key());
            } else if ((moves.changes().flag(node) & UncapturedMoves.ABSENT) == 0) {
              recorded.put(id, moves.changes().number(node));
            }
          }
          Map<Long, Images> read = images.read(recorded.values());
          recorded.forEach(
              (id, number) -> {
                Images told = read.get(number);
                if (told != null && told.before() != null) {
                  found.put(id, new StoredRow(told.table(), told.before()));
                }
              });
          for (Map.Entry<String, List<Key>> some : live.entrySet()) {
            readLive(some.getKey(), some.getValue(), found);
          }
          return found;
        });
  }

  private void readLive(String name, List<Key> keys, Map<RowId, StoredRow> into)
      throws SQLException {
    Table whole = schema.table(name);
    if (whole != null) {
      dialect.beforeLooking(connection);
      Table table = placement.narrowed(whole);
      loader
          .read(table, keys)
          .forEach((key, row) -> into.put(new RowId(name, key), new StoredRow(table, row)));
    }
  }

  @Override
  public boolean changed(RowId row, long after, long through) {
    int node = moves.changes().firstAfter(row, after);
    return node != RowNodes.NONE && moves.changes().transaction(node) <= through;
  }

  @Override
  public Iterator<RowId> changedParents(long after, long through) {
    return new ChangedParents(moves.changes(), images, after, through);
  }

  @Override
  public Iterator<StoredRow> children(Below below, List<RowId> parents, long moment) {
    return children.of(below, parents, moment);
  }

  /** The rows that a change concerns: two if it updates the key. */
  static Collection<RowId> ids(Images told) {
    List<RowId> ids = new ArrayList<>();
    for (Row row : new Row[] {told.before(), told.after()}) {
      if (row != null) {
        RowId id = new RowId(told.table().name(), told.table().keyOf(row));
        if (!ids.contains(id)) {
          ids.add(id);
        }
      }
    }
    return ids;
  }
}
