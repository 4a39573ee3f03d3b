package io.bactrian.database;

import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.destination.Placement;
import io.bactrian.destination.StoredRow;
import io.bactrian.destination.Via;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a snapshot of the outbox says about rows that are placed by others, and about these: read
 * before it is captured, where any row may move that places others; otherwise what is in the tables
 * is true for all of its changes. For one thread.
 */
final class UncapturedMoves {
  /** The row was absent before the change. */
  static final byte ABSENT = 1;

  /** Rows that this one places may move with the change. */
  static final byte ROUTES = 2;

  private final Placement placement;
  private final RowNodes changes;
  private final RowNodes leavers;
  private final Transactions transactions = new Transactions();

  private UncapturedMoves(Placement placement, Path spool) {
    this.placement = placement;
    changes = new RowNodes(spool);
    leavers = new RowNodes(spool);
  }

  /** Those of which the outbox has changes that count here, as hashes of their names in order. */
  private static final class Transactions {
    private long[] names = new long[16];
    private int size;
    private String last = "";

    void add(String name) {
      if (!name.equals(last)) {
        last = name;
        if (size == names.length) {
          names = java.util.Arrays.copyOf(names, size * 2);
        }
        names[size++] = hash(name);
      }
    }

    boolean is(int index, String name) {
      return index < size && names[index] == hash(name);
    }

    private static long hash(String name) {
      long hash = 0;
      for (int i = 0; i < name.length(); i++) {
        hash = hash * 0x9E3779B97F4A7C15L + name.charAt(i) + 1;
      }
      return hash;
    }
  }

  /**
   * @param spool folder for what is too much for memory; null to keep all there
   */
  static UncapturedMoves read(
      Connection connection,
      Dialect dialect,
      RecordedShapes shapes,
      Placement placement,
      Path spool)
      throws SQLException {
    UncapturedMoves moves = new UncapturedMoves(placement, spool);
    if (mayMove(connection, dialect, shapes, placement)) {
      OrderedRows rows = rows(connection, dialect, shapes, of(placement.tables()));
      try {
        for (OrderedRows.Recorded row = rows.next(); row != null; row = rows.next()) {
          moves.add(row);
        }
      } finally {
        rows.close();
      }
    }
    return moves;
  }

  private static OrderedRows rows(
      Connection connection, Dialect dialect, RecordedShapes shapes, String only)
      throws SQLException {
    return new OrderedRows(new OutboxRows(connection, dialect, only), shapes, connection);
  }

  private static String of(Set<String> tables) {
    return " and c.kind = 'C' and c.table_name in ("
        + tables.stream()
            .map(table -> "'" + table.replace("'", "''") + "'")
            .collect(Collectors.joining(", "))
        + ")";
  }

  /** Whether the outbox has a change of a row that may move others with it. */
  private static boolean mayMove(
      Connection connection, Dialect dialect, RecordedShapes shapes, Placement placement)
      throws SQLException {
    String only = of(parents(placement, via -> true)) + " and c.before is not null";
    Set<String> loose = parents(placement, via -> !via.enforced() || !dialect.keepsForeignKeys());
    String loosely = loose.isEmpty() ? null : of(loose);
    for (String some : new String[] {only, loosely}) {
      if (some != null && exists(connection, some)) {
        OrderedRows rows = rows(connection, dialect, shapes, some);
        try {
          for (OrderedRows.Recorded row = rows.next(); row != null; row = rows.next()) {
            if (routes(placement, row)) {
              return true;
            }
          }
        } finally {
          rows.close();
        }
      }
    }
    return false;
  }

  /** Where the database enforces it, an inserted parent has no children that it could move. */
  private static Set<String> parents(Placement placement, Predicate<Via> which) {
    Set<String> parents = new TreeSet<>();
    placement
        .tables()
        .forEach(
            table ->
                placement.via(table).stream().filter(which).map(Via::parent).forEach(parents::add));
    return parents;
  }

  private static boolean exists(Connection connection, String some) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select 1 from bactrian_change c where 1 = 1" + some + " limit 1")) {
      return row.next();
    }
  }

  private static boolean routes(Placement placement, OrderedRows.Recorded row) {
    Table shape = row.shape();
    if (shape == null || placement.below(shape.name()).isEmpty()) {
      return false;
    }
    StoredRow before = row.before() == null ? null : new StoredRow(shape, row.before());
    StoredRow after = row.after() == null ? null : new StoredRow(shape, row.after());
    return row.movesKey() || placement.routes(before, after);
  }

  private void add(OrderedRows.Recorded row) {
    Table shape = row.shape();
    if (shape == null) {
      return; // of a table that is not tracked any more
    }
    transactions.add(row.transaction());
    byte routes = routes(placement, row) ? ROUTES : 0;
    RowId before = row.before() == null ? null : id(shape, row.before());
    RowId after = row.after() == null ? null : id(shape, row.after());
    long told = row.also() == 0 ? row.number() : row.also();
    if (before != null) {
      changes.add(before, transactions.size, told, routes);
      for (Via via : placement.via(shape.name())) {
        RowId parent = via.parentOf(shape, row.before());
        boolean stays =
            row.after() != null && Objects.equals(parent, via.parentOf(shape, row.after()));
        if (parent != null && (!stays || !Objects.equals(before, after))) {
          leavers.add(left(shape.name(), via, parent), transactions.size, told, (byte) 0);
        }
      }
    }
    if (after != null && !after.equals(before)) {
      changes.add(after, transactions.size, row.number(), (byte) (routes | ABSENT));
    }
  }

  private static RowId id(Table shape, io.bactrian.changeset.Row row) {
    return new RowId(shape.name(), shape.keyOf(row));
  }

  /** Under what the rows are linked that leave a parent. */
  static RowId left(String table, Via via, RowId parent) {
    return new RowId(table + "\n" + String.join("\n", via.columns()), parent.key());
  }

  RowNodes changes() {
    return changes;
  }

  /** Changes after which a row no longer refers to a parent, by {@link #left}. */
  RowNodes leavers() {
    return leavers;
  }

  boolean isEmpty() {
    return transactions.size == 0;
  }

  /** Whether the transaction after so many is this one. */
  boolean isNext(int passed, String transaction) {
    return transactions.is(passed, transaction);
  }

  void close() {
    changes.close();
    leavers.close();
  }
}
