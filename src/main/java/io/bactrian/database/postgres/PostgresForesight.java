package io.bactrian.database.postgres;

import io.bactrian.apply.Failure;
import io.bactrian.apply.Write;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.Foresight;
import io.bactrian.database.dialect.KeyedRows;
import io.bactrian.database.dialect.Refusal;
import io.bactrian.database.dialect.Refusals;
import io.bactrian.database.dialect.RowSql;
import io.bactrian.database.dialect.WriteBatch;
import io.bactrian.database.postgres.PostgresConstraints.Constraint;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks for missing parents, taken unique values and rows that are still referred to, with one
 * query for each constraint. Takes no locks.
 */
final class PostgresForesight implements Foresight {
  /** How often a batch is looked at again for rows whose parent in it was found to be refused. */
  private static final int GENERATIONS = 5;

  private static final Refusals REFUSALS = new PostgresRefusals();

  private final Connection connection;
  private final RowSql dialect;
  private final Map<String, List<Constraint>> constraints = new HashMap<>();
  private final Map<String, List<PostgresReferences.Reference>> references = new HashMap<>();

  PostgresForesight(Connection connection, RowSql dialect) {
    this.connection = connection;
    this.dialect = dialect;
  }

  @Override
  public boolean looks(WriteBatch batch) throws SQLException {
    return batch.operation() == Operation.DELETE
        ? !references(batch.table()).isEmpty()
        : constraints(batch.table()).stream().anyMatch(one -> matters(one, batch));
  }

  @Override
  public Map<Write, Foreseen> refused(WriteBatch batch) throws SQLException {
    Map<Write, Foreseen> refused = new IdentityHashMap<>();
    if (batch.operation() == Operation.DELETE) {
      for (PostgresReferences.Reference reference : references(batch.table())) {
        look(reference, batch, refused);
      }
      return refused;
    }
    for (Constraint constraint : constraints(batch.table())) {
      if (matters(constraint, batch)) {
        boolean again = true;
        for (int i = 0; again && i < GENERATIONS; i++) {
          again = look(constraint, batch, refused) && constraint.own();
        }
      }
    }
    return refused;
  }

  private List<Constraint> constraints(Table table) throws SQLException {
    List<Constraint> known = constraints.get(table.name());
    if (known == null) {
      known = PostgresConstraints.of(connection, dialect, table.name());
      constraints.put(table.name(), known);
    }
    return known;
  }

  private List<PostgresReferences.Reference> references(Table table) throws SQLException {
    List<PostgresReferences.Reference> known = references.get(table.name());
    if (known == null) {
      known = PostgresReferences.to(connection, dialect, table);
      references.put(table.name(), known);
    }
    return known;
  }

  private void look(
      PostgresReferences.Reference reference, WriteBatch batch, Map<Write, Foreseen> refused)
      throws SQLException {
    List<Integer> key = KeyedRows.positions(batch.table());
    String query = reference.referenced(dialect, batch.table(), key);
    for (int index : indexes(query, key, batch)) {
      Write write = batch.writes().get(index);
      Refusal why =
          Refusal.of(Failure.Kind.STILL_REFERENCED, "23503", reference.name(), write, REFUSALS);
      refused.putIfAbsent(write, new Foreseen(why, reference.deferrable()));
    }
  }

  /** Whether the batch writes its columns, and gives all of them. */
  private static boolean matters(Constraint constraint, WriteBatch batch) {
    Table table = batch.table();
    Set<Integer> given = new HashSet<>(KeyedRows.positions(table));
    given.addAll(batch.columns());
    boolean own = constraint.own();
    if (own
        && !constraint.parentColumns().stream().map(table::position).allMatch(given::contains)) {
      return false;
    }
    List<Integer> columns = constraint.columns().stream().map(table::position).toList();
    boolean writes =
        batch.operation() == Operation.INSERT
            || columns.stream().anyMatch(batch.columns()::contains);
    return writes && given.containsAll(columns);
  }

  /** Returns whether it found any. */
  private boolean look(Constraint constraint, WriteBatch batch, Map<Write, Foreseen> refused)
      throws SQLException {
    List<Write> some =
        batch.writes().stream().filter(write -> !refused.containsKey(write)).toList();
    if (some.isEmpty()) {
      return false;
    }
    boolean orphans = constraint.parent() != null;
    Failure.Kind kind = orphans ? Failure.Kind.PARENT_MISSING : Failure.Kind.UNIQUE_KEY_TAKEN;
    String state = orphans ? "23503" : "23505";
    String name = constraint.name();
    for (int index : indexes(constraint, batch.with(some))) {
      Write write = some.get(index);
      refused.put(
          write,
          new Foreseen(Refusal.of(kind, state, name, write, REFUSALS), constraint.deferrable()));
    }
    return refused.size() > batch.size() - some.size();
  }

  private List<Integer> indexes(Constraint constraint, WriteBatch batch) throws SQLException {
    Table table = batch.table();
    Set<Integer> columns = new TreeSet<>(KeyedRows.positions(table));
    constraint.columns().forEach(column -> columns.add(table.position(column)));
    if (constraint.own()) {
      constraint.parentColumns().forEach(column -> columns.add(table.position(column)));
    }
    List<Integer> positions = List.copyOf(columns);
    PostgresRefusedSql sql = new PostgresRefusedSql(dialect, table, positions, constraint);
    String query = constraint.parent() != null ? sql.orphans() : sql.taken(batch.operation());
    return indexes(query, positions, batch);
  }

  private List<Integer> indexes(String query, List<Integer> positions, WriteBatch batch)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(query)) {
      for (int i = 0; i < positions.size(); i++) {
        String[] values = batch.values(positions.get(i));
        select.setArray(i + 1, connection.createArrayOf("text", values));
      }
      List<Integer> indexes = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          indexes.add(row.getInt(1) - 1);
        }
      }
      return indexes;
    }
  }
}
