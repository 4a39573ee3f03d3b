package io.bactrian.database.h2;

import io.bactrian.apply.Failure;
import io.bactrian.apply.Write;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.Foresight;
import io.bactrian.database.dialect.KeyedRows;
import io.bactrian.database.dialect.Refusal;
import io.bactrian.database.dialect.WriteBatch;
import io.bactrian.database.h2.H2Constraints.Constraint;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks for missing parents and taken unique values, with one query for each constraint. Deletes of
 * rows that are still referred to are found by trying. Takes no locks.
 */
final class H2Foresight implements Foresight {
  /** How often a batch is looked at again for rows whose parent in it was found to be refused. */
  private static final int GENERATIONS = 5;

  private final Connection connection;
  private final H2Dialect dialect;
  private final Map<String, List<Constraint>> constraints = new HashMap<>();

  H2Foresight(Connection connection, H2Dialect dialect) {
    this.connection = connection;
    this.dialect = dialect;
  }

  @Override
  public boolean looks(WriteBatch batch) throws SQLException {
    return batch.operation() != Operation.DELETE
        && constraints(batch.table()).stream().anyMatch(one -> matters(one, batch));
  }

  @Override
  public Map<Write, Foreseen> refused(WriteBatch batch) throws SQLException {
    Map<Write, Foreseen> refused = new IdentityHashMap<>();
    for (Constraint constraint : constraints(batch.table())) {
      if (matters(constraint, batch)) {
        int generations = constraint.own() ? GENERATIONS : 1;
        while (generations > 0 && look(constraint, batch, refused)) {
          generations--;
        }
      }
    }
    return refused;
  }

  private List<Constraint> constraints(Table table) throws SQLException {
    List<Constraint> known = constraints.get(table.name());
    if (known == null) {
      known = H2Constraints.of(connection, dialect, table.name());
      constraints.put(table.name(), known);
    }
    return known;
  }

  /** Whether the batch writes its columns, and gives all of them. */
  private static boolean matters(Constraint constraint, WriteBatch batch) {
    Table table = batch.table();
    Set<String> given = new HashSet<>();
    Set<String> written = new HashSet<>();
    batch.columns().forEach(column -> written.add(table.column(column).name()));
    KeyedRows.positions(table).forEach(column -> given.add(table.column(column).name()));
    given.addAll(written);
    return given.containsAll(constraint.columns())
        && (!constraint.own() || given.containsAll(constraint.parentColumns()))
        && (batch.operation() == Operation.INSERT
            || constraint.columns().stream().anyMatch(written::contains));
  }

  /** Returns whether it found any. */
  private boolean look(Constraint constraint, WriteBatch batch, Map<Write, Foreseen> refused)
      throws SQLException {
    List<Write> some =
        batch.writes().stream().filter(write -> !refused.containsKey(write)).toList();
    if (some.isEmpty()) {
      return false;
    }
    boolean orphans = constraint.isForeignKey();
    Failure.Kind kind = orphans ? Failure.Kind.PARENT_MISSING : Failure.Kind.UNIQUE_KEY_TAKEN;
    String state = orphans ? "23506" : "23505";
    H2RefusedSql sql = new H2RefusedSql(dialect, batch.with(some), constraint);
    int before = refused.size();
    try (PreparedStatement select =
        connection.prepareStatement(orphans ? sql.orphans() : sql.taken())) {
      sql.bind(select);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          Write write = some.get(row.getInt(1));
          Refusal why = Refusal.of(kind, state, constraint.name(), write, dialect.refusals());
          refused.put(write, new Foreseen(why, false));
        }
      }
    }
    return refused.size() > before;
  }
}
