package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Merge;
import io.bactrian.conflict.Versions;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Values that rows of a spoke get in place of those that other rows have, where the rule is {@code
 * keep-both}. Each row gets them once; what is refused again is parked. For one portion and one
 * thread.
 */
final class Renames {
  private final SpokeView view;
  private final Map<RowId, Merge.Judged> found = new HashMap<>();

  Renames(SpokeView view) {
    this.view = view;
  }

  void forget() {
    found.clear();
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
    if (failure.kind() != Failure.Kind.UNIQUE_KEY_TAKEN
        || write.operation() == Operation.DELETE
        || found.containsKey(write.id())) {
      return false;
    }
    List<String> taken = failure.needs().stream().flatMap(need -> need.columns().stream()).toList();
    BitSet columns = new BitSet();
    KeyColumns.without(table, write.columns()).stream()
        .filter(c -> taken.isEmpty() || taken.contains(table.column(c).name()))
        .forEach(columns::set);
    boolean givenUp =
        effects.stream()
            .filter(effect -> effect.table().equals(table) && effect.before() != null)
            .filter(effect -> !table.keyOf(effect.before()).equals(write.key()))
            .anyMatch(
                effect ->
                    columns.stream()
                        .anyMatch(c -> gives(effect, c) && same(effect.before(), write.row(), c)));
    Row ours =
        effects.stream()
            .filter(effect -> effect.table().equals(table) && effect.after() != null)
            .filter(effect -> table.keyOf(effect.after()).equals(write.key()))
            .findFirst()
            .map(Item.Change::before)
            .orElse(null);
    Versions row = new Versions(table, columns, null, ours, write.row(), view.spoke());
    if (columns.isEmpty() || givenUp) {
      return false;
    }
    view.merge().keepBothNamed(row).ifPresent(judged -> found.put(write.id(), judged));
    return found.containsKey(write.id());
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
