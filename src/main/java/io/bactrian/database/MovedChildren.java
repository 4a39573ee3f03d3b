package io.bactrian.database;

import static java.util.stream.Collectors.joining;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.database.RecordedImages.Images;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.destination.Placement.Below;
import io.bactrian.destination.StoredRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * Finds the rows that referred to others at a moment of a snapshot: those that do now, and those
 * that do no longer but did. Reads the children of some parents by a cursor, so that memory does
 * not grow with their number. For one thread.
 */
final class MovedChildren {
  private static final int FETCH = 200;

  /** Parents of a query. */
  private static final int AT_ONCE = 50;

  private final Connection connection;
  private final Dialect dialect;
  private final Schema schema;
  private final RecordedImages images;
  private final UncapturedMoves moves;

  MovedChildren(
      Connection connection,
      Dialect dialect,
      Schema schema,
      RecordedImages images,
      UncapturedMoves moves) {
    this.connection = connection;
    this.dialect = dialect;
    this.schema = schema;
    this.images = images;
    this.moves = moves;
  }

  Iterator<StoredRow> of(Below below, List<RowId> parents, long moment) {
    Table table = schema.table(below.table());
    return table == null
        ? Collections.emptyIterator()
        : new Children(below, table, parents, moment);
  }

  private final class Children implements Iterator<StoredRow> {
    private final Below below;
    private final Table table;
    private final Set<RowId> parents;
    private final long moment;
    private final Iterator<RowId> left;
    private final Deque<StoredRow> ready = new ArrayDeque<>();

    /** Given already, of those with later changes; all others refer to one row only. */
    private final Set<RowId> given = new HashSet<>();

    private PreparedStatement statement;
    private ResultSet rows;

    Children(Below below, Table table, List<RowId> parents, long moment) {
      this.below = below;
      this.table = table;
      this.parents = new LinkedHashSet<>(parents);
      this.moment = moment;
      left = parents.iterator();
    }

    @Override
    public boolean hasNext() {
      return SnapshotRows.ask(
          () -> {
            while (ready.isEmpty() && (rows != null || left.hasNext())) {
              read();
            }
            return !ready.isEmpty();
          });
    }

    @Override
    public StoredRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.poll();
    }

    private void read() throws SQLException {
      if (rows == null) {
        List<Key> keys = new ArrayList<>();
        while (keys.size() < AT_ONCE && left.hasNext()) {
          RowId parent = left.next();
          former(parent);
          keys.add(parent.key());
        }
        open(keys);
      }
      List<StoredRow> some = new ArrayList<>();
      boolean more = true;
      while (some.size() < FETCH && more) {
        more = rows.next();
        if (more) {
          some.add(new StoredRow(table, dialect.readRow(rows, table, 1)));
        }
      }
      if (!more) {
        rows = null;
        statement.close();
      }
      asTheyWere(some);
    }

    private void open(List<Key> keys) throws SQLException {
      List<Column> columns =
          below.via().columns().stream().map(name -> table.column(table.position(name))).toList();
      String names =
          columns.stream()
              .map(column -> "x." + dialect.identifier(column.name()))
              .collect(joining(", "));
      String marks =
          columns.stream().map(column -> dialect.fromText(column, "?")).collect(joining(", "));
      String all = String.join(", ", Collections.nCopies(keys.size(), "(" + marks + ")"));
      dialect.beforeLooking(connection);
      statement =
          connection.prepareStatement(
              "select %s from %s x where (%s) in (%s)"
                  .formatted(
                      dialect.selectList(table, "x"), dialect.quote(table.name()), names, all));
      statement.setFetchSize(FETCH);
      int mark = 1;
      for (Key key : keys) {
        for (int i = 0; i < columns.size(); i++) {
          dialect.bind(statement, mark++, columns.get(i), key.get(i));
        }
      }
      rows = statement.executeQuery();
    }

    /** Takes of rows that refer to a parent now those that did then, as they were. */
    private void asTheyWere(List<StoredRow> now) throws SQLException {
      List<Long> recorded = new ArrayList<>();
      for (StoredRow row : now) {
        int node = moves.changes().firstAfter(row.id(), moment);
        if (node == RowNodes.NONE) {
          ready.add(row);
        } else if ((moves.changes().flag(node) & UncapturedMoves.ABSENT) == 0) {
          recorded.add(moves.changes().number(node));
        }
      }
      recorded(recorded);
    }

    private void recorded(List<Long> numbers) throws SQLException {
      for (Images told : images.read(numbers).values()) {
        StoredRow was = new StoredRow(told.table(), told.before());
        if (parents.contains(below.via().parentOf(told.table(), told.before()))
            && given.add(was.id())) {
          ready.add(was);
        }
      }
    }

    /** Rows that referred to the parent then, and have left it since. */
    private void former(RowId parent) throws SQLException {
      RowNodes leavers = moves.leavers();
      List<Long> numbers = new ArrayList<>();
      int node = leavers.last(UncapturedMoves.left(below.table(), below.via(), parent));
      while (node != RowNodes.NONE && leavers.transaction(node) > moment) {
        numbers.add(leavers.number(node));
        node = leavers.previous(node);
      }
      List<Long> first = new ArrayList<>();
      for (Images told : images.read(numbers).values()) {
        Row before = told.before();
        RowId row = new RowId(below.table(), told.table().keyOf(before));
        int change = moves.changes().firstAfter(row, moment);
        if ((moves.changes().flag(change) & UncapturedMoves.ABSENT) == 0) {
          first.add(moves.changes().number(change));
        }
      }
      recorded(first);
    }
  }
}
