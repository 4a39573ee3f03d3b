package io.bactrian.database;

import io.bactrian.apply.Write;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Schema.ForeignKey;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.RowSql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes updates of keys that are refused even as an insert and a delete, because the new row needs
 * a unique value that the old one has, or rows refer to the old one of which the sender does not
 * know. The old row's unique values make way, the new row is inserted, all that refers to the old
 * row follows, as by a cascade, and the old row is deleted: all in one attempt. For one call.
 */
final class MovesAside {
  private final BatchedWrites writes;
  private final ForeignKeys references;
  private final Connection connection;
  private final RowSql sql;
  private final Set<Write> written = Collections.newSetFromMap(new IdentityHashMap<>());

  MovesAside(BatchedWrites writes, ForeignKeys references, Connection connection, RowSql sql) {
    this.writes = writes;
    this.references = references;
    this.connection = connection;
    this.sql = sql;
  }

  /**
   * @param open writes that are refused, in their order
   * @return those that are written now
   */
  Set<Write> write(List<Write> open) throws SQLException {
    Set<RowId> once = new HashSet<>();
    List<Write> moves =
        open.stream()
            .filter(write -> write.movesKey() && Collections.disjoint(once, write.ids()))
            .filter(write -> once.addAll(write.ids()))
            .toList();
    move(moves, open);
    return written;
  }

  /** All together, or in halves where one is refused for other reasons. */
  private void move(List<Write> moves, List<Write> open) throws SQLException {
    List<Write> old = moves.stream().map(MovesAside::old).toList();
    List<Write> children = children(moves, open);
    SwappedValues unique = writes.swapped(old);
    for (int i = 0; i < ParkingValues.ATTEMPTS; i++) {
      List<Write> parked = unique.parked(unique.parkable(old), i);
      if (attempt(parked, moves, children)) {
        written.addAll(moves);
        written.addAll(children);
        return;
      }
      if (parked.isEmpty()) {
        break; // no other attempt differs
      }
    }
    if (moves.size() > 1) {
      int middle = moves.size() / 2;
      move(moves.subList(0, middle), open);
      move(moves.subList(middle, moves.size()), open);
    }
  }

  private boolean attempt(List<Write> parked, List<Write> moves, List<Write> children)
      throws SQLException {
    List<Write> come = new ArrayList<>();
    List<Write> go = new ArrayList<>();
    for (Write move : moves) {
      List<Write> halves = MovesApart.apart(move);
      come.add(halves.get(0));
      go.add(halves.get(1));
    }
    return writes.together(
            () -> {
              writes.writeAll(WritePlan.of(references, parked));
              writes.writeAll(WritePlan.of(references, come));
              follow(moves);
              writes.writeAll(WritePlan.of(references, children));
              writes.writeAll(WritePlan.of(references, go));
            })
        == null;
  }

  /** Writes of rows that refer to a moved row. */
  private List<Write> children(List<Write> moves, List<Write> open) {
    Set<RowId> moved = new HashSet<>();
    moves.forEach(move -> moved.addAll(move.ids()));
    Set<RowId> rows = new HashSet<>();
    return open.stream()
        .filter(write -> !write.movesKey() && write.operation() != Operation.DELETE)
        .filter(write -> !Collections.disjoint(references.parents(write), moved))
        .filter(write -> rows.add(write.id()))
        .toList();
  }

  /** The row with its former key, all other columns of which may be set. */
  private static Write old(Write move) {
    Table table = move.table();
    CharSequence[] values = move.row().toArray();
    BitSet columns = new BitSet();
    columns.set(0, table.width());
    for (int i = 0; i < table.keyWidth(); i++) {
      values[table.keyPosition(i)] = move.from().get(i);
      columns.clear(table.keyPosition(i));
    }
    return new Write(table, Operation.UPDATE, Row.owning(values), columns, move.origin());
  }

  /** What refers to the old rows refers to the new ones: changes of our own, as by a cascade. */
  private void follow(List<Write> moves) throws SQLException {
    Map<Table, List<Write>> byTable = new LinkedHashMap<>();
    moves.forEach(m -> byTable.computeIfAbsent(m.table(), table -> new ArrayList<>()).add(m));
    for (Map.Entry<Table, List<Write>> of : byTable.entrySet()) {
      for (ForeignKey key : references.referringTo(of.getKey())) {
        follow(key, of.getKey(), of.getValue());
      }
    }
  }

  private void follow(ForeignKey key, Table parent, List<Write> moves) throws SQLException {
    Table child = references.table(key.table());
    writes.actFor(null, child.name(), Operation.UPDATE);
    String set = equal(child, key, ", ");
    String where = equal(child, key, " and ");
    String update = "update %s set %s where %s".formatted(sql.quote(child.name()), set, where);
    try (PreparedStatement statement = connection.prepareStatement(update)) {
      for (Write move : moves) {
        int at = bind(statement, 1, child, key, parent, move.key());
        bind(statement, at, child, key, parent, move.from());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  private String equal(Table child, ForeignKey key, String separator) {
    return key.columns().stream()
        .map(name -> child.column(child.position(name)))
        .map(c -> sql.identifier(c.name()) + " = " + sql.fromText(c, "?"))
        .collect(Collectors.joining(separator));
  }

  /** Returns the index after the last value. */
  private int bind(
      PreparedStatement to, int from, Table child, ForeignKey key, Table parent, Key value)
      throws SQLException {
    int at = from;
    for (int i = 0; i < key.columns().size(); i++) {
      String parentColumn = key.parentColumns().get(i);
      for (int k = 0; k < parent.keyWidth(); k++) {
        if (parent.column(parent.keyPosition(k)).name().equals(parentColumn)) {
          sql.bind(to, at++, child.column(child.position(key.columns().get(i))), value.get(k));
        }
      }
    }
    return at;
  }
}
