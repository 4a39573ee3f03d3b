package io.bactrian.database;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.RecordedShape;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the outbox with the changes of each row in the order in which they happened, each under its
 * own shape. Keeps in memory only changes that were recorded before what they follow from. For one
 * thread.
 */
final class OrderedRows {
  private final OutboxRows rows;
  private final RecordedShapes shapes;
  private final VersionedChanges.Order order;
  private final Set<Long> awaited;
  private final Map<Long, List<Recorded>> held = new HashMap<>();
  private final Deque<Recorded> ready = new ArrayDeque<>();
  private final KeyUpdates keyUpdates = new KeyUpdates();

  /**
   * What a row of the outbox tells. Two rows may tell an update of a key, or one row two changes.
   *
   * @param also number of the other row that tells it; 0 if there is none
   * @param shape of a change; null for other kinds, and where it is unknown
   * @param second whether it is the second change that the row tells
   * @param moves the other key where it is one half of an update of a key; else null
   */
  record Recorded(
      long number,
      long also,
      String transaction,
      Instant at,
      String origin,
      char kind,
      String table,
      Table shape,
      Row before,
      Row after,
      String payload,
      boolean second,
      Key moves) {
    long id() {
      return OutboxRows.Raw.id(number, second);
    }

    /** Whether it is an update of a key, with both images. */
    boolean movesKey() {
      return moves != null && before != null && after != null;
    }

    /** This delete and a later insert, as one change. */
    Recorded with(Recorded insert) {
      boolean sameKey = shape.sameKey(before, insert.after);
      return new Recorded(
          insert.number,
          number == insert.number ? 0 : number,
          transaction,
          insert.at,
          origin,
          kind,
          table,
          shape,
          before,
          insert.after,
          null,
          false,
          sameKey ? null : moves);
    }
  }

  /**
   * @param connection on which the snapshot is open
   */
  OrderedRows(OutboxRows rows, RecordedShapes shapes, Connection connection) throws SQLException {
    this.rows = rows;
    this.shapes = shapes;
    this.order =
        rows.versioned()
            ? new VersionedChanges(shapes, rows.texts()).read(connection, rows.fetch())
            : VersionedChanges.Order.BY_NUMBER;
    this.awaited = new HashSet<>(order.follows().values());
  }

  /** Tables with changes that follow from each other in no order, with a transaction of each. */
  Map<String, String> broken() {
    return order.broken();
  }

  /** The next change or record, or null after the last. */
  Recorded next() throws SQLException {
    Recorded next = keyUpdates.poll();
    for (boolean more = true; next == null && more; next = keyUpdates.poll()) {
      Recorded ordered = ordered();
      more = ordered != null;
      keyUpdates.add(ordered);
    }
    return next;
  }

  private Recorded ordered() throws SQLException {
    while (ready.isEmpty()) {
      OutboxRows.Raw row = rows.next();
      if (row == null) {
        return null;
      }
      read(row);
    }
    Recorded next = ready.poll();
    if (awaited.remove(next.id())) {
      List<Recorded> following = held.remove(next.id());
      if (following != null) {
        for (int i = following.size() - 1; i >= 0; i--) {
          ready.addFirst(following.get(i));
        }
      }
    }
    return next;
  }

  private void read(OutboxRows.Raw row) throws SQLException {
    boolean change = row.kind() == 'C';
    if (!change && row.kind() != 'P') {
      ready.add(recorded(row, null, null, null, false, null));
      return;
    }
    RecordedShape shape = shapes.of(row.table(), row.shape());
    if (shape == null) {
      ready.add(recorded(row, null, null, null, false, null));
      return;
    }
    Table table = shape.table();
    Row before = change && row.before() != null ? shape.row(row.before()) : null;
    Row after = row.after() == null ? null : shape.row(row.after());
    if (before != null && after != null && movesKey(row, table, before, after)) {
      add(recorded(row, table, before, null, false, table.keyOf(after)));
      add(recorded(row, table, null, after, true, table.keyOf(before)));
    } else {
      Key moves = row.moves() == null ? null : Key.parse(row.moves());
      add(recorded(row, table, before, after, false, moves));
    }
  }

  /** Triggers tell an update of a key as two changes, unless the table was altered since. */
  private static boolean movesKey(OutboxRows.Raw row, Table table, Row before, Row after) {
    return row.shape() != null
        && row.shape().startsWith("{")
        && !table.keyOf(before).equals(table.keyOf(after));
  }

  private void add(Recorded change) {
    Long after = order.follows().get(change.id());
    if (after != null && awaited.contains(after)) {
      held.computeIfAbsent(after, none -> new ArrayList<>()).add(change);
    } else {
      ready.add(change);
    }
  }

  private static Recorded recorded(
      OutboxRows.Raw row, Table shape, Row before, Row after, boolean second, Key moves) {
    return new Recorded(
        row.number(),
        0,
        row.transaction(),
        row.at(),
        row.origin(),
        row.kind(),
        row.table(),
        shape,
        before,
        after,
        row.kind() == 'C' ? null : text(row.kind() == 'P' ? row.before() : row.after()),
        second,
        moves);
  }

  private static String text(Row row) {
    return row == null ? null : row.text();
  }

  void close() throws SQLException {
    rows.close();
  }
}
