package io.bactrian.database;

import io.bactrian.apply.OutboxRecord;
import io.bactrian.apply.OutboxRecord.PresentFor;
import io.bactrian.apply.OutboxRecord.VerdictFor;
import io.bactrian.apply.OutboxText;
import io.bactrian.capture.Followers;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.destination.Destinations;
import io.bactrian.destination.ParentRows;
import io.bactrian.destination.Placement;
import io.bactrian.destination.StoredRow;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Tells of each change in the outbox which sites saw the row before its transaction, and see it
 * after; and of what is told one site, whether that site sees it. Reads some hundred rows ahead
 * where that depends on other rows, so that these are found together. For one thread.
 */
final class PlacedRows {
  private static final int AHEAD = 1_000;
  private static final long CHARS_AHEAD = 4L << 20;

  private final OrderedRows rows;
  private final Placement placement;
  private final UncapturedMoves moves;
  private final SnapshotRows snapshot;
  private final Deque<Placed> ahead = new ArrayDeque<>();
  private ParentRows before;
  private ParentRows after;
  private String transaction = "";
  private int passed;
  private int through;

  /**
   * A row of the outbox.
   *
   * @param before the sites that saw the row of a change
   * @param after the sites that see it
   * @param record what the applier told, as far as its site may see it; null for a change
   * @param start the moment before its transaction
   * @param end the moment after it
   */
  record Placed(
      OrderedRows.Recorded row,
      Destinations before,
      Destinations after,
      OutboxRecord.Entry record,
      int start,
      int end) {}

  /**
   * @param snapshot null where no row is placed by others
   */
  private PlacedRows(
      OrderedRows rows, Placement placement, UncapturedMoves moves, SnapshotRows snapshot) {
    this.rows = rows;
    this.placement = placement;
    this.moves = moves;
    this.snapshot = snapshot;
    if (snapshot == null) {
      before = new ParentRows(placement, none -> Map.of());
      after = before;
    } else {
      at(0, 0);
    }
  }

  /**
   * @param connection on which the snapshot is open
   * @param rows all of the outbox, of the same snapshot
   * @param spool folder for what is too much for memory; null to keep all there
   */
  static PlacedRows of(
      Connection connection,
      Dialect dialect,
      Schema schema,
      RecordedShapes shapes,
      OrderedRows rows,
      Placement placement,
      Path spool)
      throws SQLException {
    if (!placement.usesParents()) {
      return new PlacedRows(rows, placement, null, null);
    }
    UncapturedMoves moves = UncapturedMoves.read(connection, dialect, shapes, placement, spool);
    SnapshotRows then = new SnapshotRows(connection, dialect, schema, shapes, placement, moves);
    return new PlacedRows(rows, placement, moves, then);
  }

  /** The next row, or null after the last. */
  Placed next() throws SQLException {
    if (snapshot == null) {
      OrderedRows.Recorded row = rows.next();
      return row == null ? null : placed(row, record(row));
    }
    if (ahead.isEmpty()) {
      read();
    }
    return ahead.poll();
  }

  /** The rows that move with others in the transaction of this row, its last. */
  Iterator<Followers.Follower> followers(Placed last) {
    return last.start() == last.end()
        ? Collections.emptyIterator()
        : new Followers(placement, snapshot, last.start(), last.end());
  }

  private void read() throws SQLException {
    List<OrderedRows.Recorded> some = new ArrayList<>();
    long chars = 0;
    boolean more = true;
    while (more) {
      OrderedRows.Recorded row = rows.next();
      if (row != null) {
        some.add(row);
        chars += size(row);
      }
      more = row != null && some.size() < AHEAD && chars < CHARS_AHEAD;
    }
    int from = 0;
    while (from < some.size()) {
      int to = from + 1;
      while (to < some.size() && together(some.get(from), some.get(to))) {
        to++;
      }
      place(some.subList(from, to));
      from = to;
    }
  }

  /** Where nothing moves, all moments are one. */
  private boolean together(OrderedRows.Recorded one, OrderedRows.Recorded other) {
    return moves.isEmpty() || one.transaction().equals(other.transaction());
  }

  private static long size(OrderedRows.Recorded row) {
    return (row.before() == null ? 0 : row.before().size())
        + (row.after() == null ? 0 : row.after().size());
  }

  private void place(List<OrderedRows.Recorded> some) {
    if (!moves.isEmpty()) {
      begin(some.get(0).transaction());
    }
    List<StoredRow> images = new ArrayList<>();
    List<OutboxRecord.Entry> records = new ArrayList<>();
    for (OrderedRows.Recorded row : some) {
      OutboxRecord.Entry record = record(row);
      records.add(record);
      images(row, record, images);
    }
    if (moves.isEmpty()) {
      learn(some);
    }
    before.expect(images);
    if (after != before) {
      after.expect(images);
    }
    for (int i = 0; i < some.size(); i++) {
      ahead.add(placed(some.get(i), records.get(i)));
    }
  }

  /** Where nothing moves, a parent that was just written stands as it was. */
  private void learn(List<OrderedRows.Recorded> some) {
    for (OrderedRows.Recorded row : some) {
      if (row.kind() == OutboxText.CHANGE && row.shape() != null && row.after() != null) {
        before.know(new StoredRow(row.shape(), row.after()));
      }
    }
  }

  private void begin(String name) {
    if (!name.equals(transaction)) {
      transaction = name;
      passed = through;
      through += moves.isNext(passed, name) ? 1 : 0;
      at(passed, through);
    }
  }

  private void at(int start, int end) {
    before = new ParentRows(placement, ids -> snapshot.at(start, ids));
    after = start == end ? before : new ParentRows(placement, ids -> snapshot.at(end, ids));
  }

  private static OutboxRecord.Entry record(OrderedRows.Recorded row) {
    return switch (row.kind()) {
      case OutboxText.CHANGE, OutboxText.END, OutboxText.CONFLICT -> null;
      case OutboxText.PRESENT ->
          row.shape() == null ? null : OutboxText.present(row.payload(), row.shape(), row.after());
      default -> (OutboxRecord.Entry) OutboxText.parse(row.kind(), row.payload());
    };
  }

  private static void images(
      OrderedRows.Recorded row, OutboxRecord.Entry record, List<StoredRow> into) {
    if (record instanceof VerdictFor told) {
      told.verdict().rows().forEach(one -> into.add(new StoredRow(one.table(), one.row())));
    } else if (row.shape() != null) {
      for (Row image : new Row[] {row.before(), row.after()}) {
        if (image != null && row.kind() != OutboxText.PRESENT) {
          into.add(new StoredRow(row.shape(), image));
        }
      }
      if (record instanceof PresentFor told) {
        into.add(new StoredRow(told.present().table(), told.present().row()));
      }
    }
  }

  private Placed placed(OrderedRows.Recorded row, OutboxRecord.Entry record) {
    Table table = row.shape();
    boolean change = row.kind() == OutboxText.CHANGE && table != null;
    ParentRows first = change && isFirst(row) ? before : after;
    return new Placed(
        row,
        change ? placement.of(table, row.before(), first) : Destinations.NONE,
        change ? placement.of(table, row.after(), after) : Destinations.NONE,
        snapshot == null ? record : visible(record),
        passed,
        through);
  }

  /** Whether the row has no earlier change in its transaction. */
  private boolean isFirst(OrderedRows.Recorded row) {
    if (before == after || row.before() == null) {
      return false;
    }
    RowId id = new RowId(row.shape().name(), row.shape().keyOf(row.before()));
    int node = moves.changes().firstAfter(id, passed);
    long told = row.also() == 0 ? row.number() : row.also();
    return node == RowNodes.NONE || moves.changes().number(node) == told;
  }

  /** Another transaction may have moved a row out of the site's view when this was written. */
  private OutboxRecord.Entry visible(OutboxRecord.Entry record) {
    if (record instanceof VerdictFor told && !told.verdict().rows().isEmpty()) {
      Item.Verdict whole = told.verdict();
      List<Item.Image> seen =
          whole.rows().stream()
              .filter(one -> sees(told.destination(), one.table(), one.row()))
              .toList();
      return seen.size() == whole.rows().size() ? record : told.with(seen);
    }
    if (record instanceof PresentFor told) {
      Item.Present present = told.present();
      return sees(told.destination(), present.table(), present.row()) ? record : null;
    }
    return record;
  }

  private boolean sees(String site, Table table, Row row) {
    return !placement.isPlaced(table.name()) || placement.of(table, row, after).includes(site);
  }

  void close() throws SQLException {
    rows.close();
    if (moves != null) {
      moves.close();
    }
  }
}
