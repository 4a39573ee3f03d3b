package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Merge;
import io.bactrian.conflict.Versions;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Values that rows of a spoke get in place of those that other rows have, where the rule is {@code
 * keep-both}. Each column gets one once, as a database names one unique index at a time; what is
 * refused again is parked. For one portion and one thread.
 */
final class Renames {
  private final SpokeView view;
  private final Map<RowId, Merge.Judged> found = new HashMap<>();

  /** What would have to change so that rows can have their own values. */
  private final Map<RowId, List<Need>> needs = new HashMap<>();

  Renames(SpokeView view) {
    this.view = view;
  }

  void forget() {
    found.clear();
    needs.clear();
  }

  /**
   * Looks for other values for a row that the database refused.
   *
   * @param write the row, as it was to be written
   * @param effects what was to be written: a value that one of these gives up is none to be avoided
   * @return whether there are any, with which to try again
   */
  boolean foundFor(Failure failure, Write write, List<Item.Change> effects) {
    Table table = write.table();
    if (failure.kind() != Failure.Kind.UNIQUE_KEY_TAKEN || write.operation() == Operation.DELETE) {
      return false;
    }
    Merge.Judged earlier = found.get(write.id());
    BitSet columns = taken(failure, write);
    if (earlier != null) {
      earlier.conflict().columns().forEach(columns::clear);
    }
    if (columns.isEmpty() || isGivenUp(columns, write, effects)) {
      return false;
    }
    Versions row =
        new Versions(table, columns, null, ours(write, effects), write.row(), view.spoke());
    Optional<Merge.Judged> other =
        view.merge()
            .keepBothNamed(earlier == null ? row : together(earlier, row))
            .filter(judged -> earlier == null || !columns(judged).equals(columns(earlier)));
    other.ifPresent(
        judged -> {
          found.put(write.id(), judged);
          needs.computeIfAbsent(write.id(), id -> new ArrayList<>()).addAll(failure.needs());
        });
    return other.isPresent();
  }

  /** The failure of a row that stays refused: it may also go in with its own values. */
  Failure refused(Failure failure, Write write) {
    List<Need> all = new ArrayList<>(needs.getOrDefault(write.id(), List.of()));
    failure.needs().stream().filter(need -> !all.contains(need)).forEach(all::add);
    return failure.until(all);
  }

  /**
   * The columns that are written and of which the value may be what another row has: all, where the
   * index is of expressions.
   */
  private static BitSet taken(Failure failure, Write write) {
    Table table = write.table();
    List<String> taken =
        failure.taken().isEmpty()
            ? failure.needs().stream().flatMap(need -> need.columns().stream()).toList()
            : failure.taken();
    boolean unknown = taken.stream().anyMatch(name -> table.position(name) < 0);
    BitSet columns = new BitSet();
    KeyColumns.without(table, write.columns()).stream()
        .filter(c -> unknown || taken.isEmpty() || taken.contains(table.column(c).name()))
        .forEach(columns::set);
    return columns;
  }

  /** With the columns that have another value already, in which the spoke's stands again. */
  private static Versions together(Merge.Judged earlier, Versions row) {
    Row theirs = row.theirs();
    BitSet columns = (BitSet) row.columns().clone();
    for (int c : earlier.conflict().columns()) {
      theirs = theirs.with(c, earlier.conflict().theirs().get(c));
      columns.set(c);
    }
    return new Versions(row.table(), columns, null, row.ours(), theirs, row.spoke());
  }

  /** Whether another row of the same batch gives one of the values up. */
  private static boolean isGivenUp(BitSet columns, Write write, List<Item.Change> effects) {
    Table table = write.table();
    return effects.stream()
        .filter(effect -> effect.table().equals(table) && effect.before() != null)
        .filter(effect -> !table.keyOf(effect.before()).equals(write.key()))
        .anyMatch(
            effect ->
                columns.stream()
                    .anyMatch(c -> gives(effect, c) && same(effect.before(), write.row(), c)));
  }

  /** Our row before the first write of it; null when there was none. */
  private static Row ours(Write write, List<Item.Change> effects) {
    Table table = write.table();
    return effects.stream()
        .filter(effect -> effect.table().equals(table) && effect.after() != null)
        .filter(effect -> table.keyOf(effect.after()).equals(write.key()))
        .findFirst()
        .map(Item.Change::before)
        .orElse(null);
  }

  private static boolean gives(Item.Change effect, int column) {
    return effect.after() == null || !same(effect.before(), effect.after(), column);
  }

  private static boolean same(Row one, Row other, int column) {
    return Objects.equals(one.get(column), other.get(column));
  }

  /**
   * The decision for a row that is about to be written with a value that it can't have; null when
   * there is none.
   */
  Merge.Judged of(RowId id, Row next) {
    Merge.Judged judged = found.get(id);
    return judged == null || given(judged, next).equals(next) ? null : judged;
  }

  /** The row as it is about to be written; null when absent. */
  Row next(Outcome outcome) {
    Merge.Judged judged = outcome.next == null ? null : of(outcome.id, outcome.next);
    return judged == null ? outcome.next : given(judged, outcome.next);
  }

  /** The row with its other values. */
  static Row given(Merge.Judged judged, Row next) {
    Row given = next;
    for (int c : judged.conflict().columns()) {
      if (same(judged.conflict().theirs(), next, c)) {
        given = given.with(c, judged.decision().row().get(c));
      }
    }
    return given;
  }

  /** The columns that get other values. */
  static BitSet columns(Merge.Judged judged) {
    BitSet columns = new BitSet();
    judged.conflict().columns().stream()
        .filter(c -> !same(judged.conflict().theirs(), judged.decision().row(), c))
        .forEach(columns::set);
    return columns;
  }
}
