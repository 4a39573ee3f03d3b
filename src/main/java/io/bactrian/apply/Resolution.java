package io.bactrian.apply;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Kind;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import io.bactrian.transform.Values;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a person decides about a conflict at the hub, while it is open or to undo what a rule
 * decided. It is an ordinary write of the hub, knowing the row as it is now, so that it reaches
 * every site by the hub's stream like any other. Immutable and thread-safe.
 *
 * <p>The columns that were in conflict get the chosen values, also where the row has been edited
 * since: the person decides now. Other columns are left alone. When the chosen side had the row
 * absent, it is deleted. When the row is absent now, a conflict about its very presence inserts the
 * chosen side's row; a conflict about single columns writes nothing, because a decision about a
 * column does not bring a deleted row back, nor does one about a part of it ({@code
 * PARENT_DELETED}), or about a unique value that was taken. Of the latter, our side is the row with
 * the value that the rule gave it, so that nothing is deleted that merely stood in the way. Nothing
 * is written where the row already is as chosen.
 */
public final class Resolution {
  private static final Set<Kind> NOT_ABOUT_PRESENCE =
      Set.of(Kind.PARENT_DELETED, Kind.LATE_EDIT, Kind.DRIFT);

  private enum Choice {
    OURS,
    THEIRS,
    VALUES
  }

  private final Choice choice;
  private final Map<String, String> values;

  private Resolution(Choice choice, Map<String, String> values) {
    this.choice = choice;
    this.values = values;
  }

  /** Chooses the hub's side, as the record shows it. */
  public static Resolution ours() {
    return new Resolution(Choice.OURS, Map.of());
  }

  /** Chooses the spoke's side, as the record shows it. */
  public static Resolution theirs() {
    return new Resolution(Choice.THEIRS, Map.of());
  }

  /**
   * Values by the hub's column, in canonical text, NULL as null. Columns not named are left as they
   * are, or, in a row to be inserted, taken from the side that had it.
   */
  public static Resolution values(Map<String, String> values) {
    return new Resolution(
        Choice.VALUES, java.util.Collections.unmodifiableMap(new java.util.HashMap<>(values)));
  }

  /** Thrown when the database refuses the decision. Nothing was written. */
  public static final class RefusedException extends ProblemException {
    private static final long serialVersionUID = 1;

    RefusedException(String conflict, ParkReason refusal, String stays) {
      super(
          Problem.of("Conflict %s not decided: %s.", conflict, refusal.reason())
              .follows("Nothing was written and it stays %s.", stays)
              .toDo("Decide otherwise, or change the row that stands against it first."));
    }
  }

  /**
   * Writes the decision and commits; the caller then closes the record.
   *
   * @return what was written; empty when the row already is as chosen
   * @throws ProblemException when a value is for a column that was not in conflict
   * @throws RefusedException when the database refuses it
   */
  public Optional<Write> apply(ApplyTransaction tx, ConflictRecord record) {
    Table table = record.conflict().table();
    Key key = record.key();
    Row now = key == null ? null : tx.loadAndLock(table, Set.of(key)).get(key);
    Optional<Write> write = plan(record, now);
    write.ifPresent(one -> write(tx, record, one, "open"));
    tx.commit();
    return write;
  }

  /**
   * What is to be written. Pure.
   *
   * @param now the hub's row, null when absent
   * @return empty when the row already is as chosen
   * @throws ProblemException when a value is for a column that was not in conflict
   */
  public Optional<Write> plan(ConflictRecord record, Row now) {
    if (record.key() == null) {
      requireNoValues(record);
      return Optional.empty();
    }
    return write(record, now);
  }

  /** Whether the row stands as chosen, so that the decision may have been written before. Pure. */
  public boolean isMet(ConflictRecord record, Row now) {
    boolean present = record.key() != null && chosen(record) != null;
    return present == (now != null) && plan(record, now).isEmpty();
  }

  /**
   * Writes what a person decided about a conflict; the caller commits.
   *
   * @param stays how the conflict stays when that fails, to be told
   * @throws RefusedException when the database refuses it
   */
  public static void write(ApplyTransaction tx, ConflictRecord record, Write write, String stays) {
    List<Failure> failures = tx.write(List.of(write));
    if (!failures.isEmpty()) {
      throw new RefusedException(record.id(), ParkReason.of(failures.get(0)), stays);
    }
  }

  /** Neither side had the row: there is nothing to write, and no key to write it by. */
  private void requireNoValues(ConflictRecord record) {
    if (choice == Choice.VALUES) {
      throw Problem.of(
              "Conflict %s not decided: neither side had the row, so that no column of it can be"
                  + " given a value.",
              record.id())
          .follows("Nothing was written.")
          .toDo("Say ours.")
          .exception();
    }
  }

  private static Row anySide(Conflict conflict) {
    if (conflict.ours() != null) {
      return conflict.ours();
    }
    return conflict.theirs() != null ? conflict.theirs() : conflict.base();
  }

  private Optional<Write> write(ConflictRecord record, Row now) {
    Conflict conflict = record.conflict();
    Table table = conflict.table();
    Row chosen = chosen(record);
    if (chosen == null) {
      return Optional.ofNullable(now)
          .map(row -> new Write(table, Operation.DELETE, row, new BitSet(), null));
    }
    BitSet columns = new BitSet();
    conflict.columns().forEach(columns::set);
    if (now == null) {
      boolean columnsOnly = record.ourSide() != null && conflict.theirs() != null;
      if (columnsOnly || NOT_ABOUT_PRESENCE.contains(conflict.kind())) {
        return Optional.empty();
      }
      boolean whole = conflict.ours() != null;
      for (int c = 0; c < table.width(); c++) {
        columns.set(c, whole || columns.get(c) || table.column(c).key());
      }
      return Optional.of(new Write(table, Operation.INSERT, chosen, columns, null));
    }
    return update(table, now, chosen, KeyColumns.without(table, columns));
  }

  private Optional<Write> update(Table table, Row now, Row chosen, BitSet columns) {
    CharSequence[] row = now.toArray();
    BitSet differs = new BitSet();
    columns.stream()
        .filter(c -> choice != Choice.VALUES || values.containsKey(table.column(c).name()))
        .filter(c -> !Values.same(table.column(c), now.cell(c), chosen.cell(c)))
        .forEach(
            c -> {
              differs.set(c);
              row[c] = chosen.cell(c);
            });
    return differs.isEmpty()
        ? Optional.empty()
        : Optional.of(new Write(table, Operation.UPDATE, Row.owning(row), differs, null));
  }

  private Row chosen(ConflictRecord record) {
    return switch (choice) {
      case OURS -> record.ourSide();
      case THEIRS -> record.conflict().theirs();
      case VALUES -> valued(record.conflict());
    };
  }

  private Row valued(Conflict conflict) {
    Table table = conflict.table();
    CharSequence[] row = anySide(conflict).toArray();
    values.forEach(
        (name, value) -> {
          int column = table.position(name);
          if (!conflict.columns().contains(column)) {
            throw Problem.of(
                    "Conflict not decided: column %s of %s was not in conflict.",
                    name, table.name())
                .follows("Nothing was written.")
                .toDo("Name only columns that the conflict shows.")
                .exception();
          }
          row[column] = value;
        });
    return Row.owning(row);
  }
}
