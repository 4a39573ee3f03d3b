package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.problem.Problem;
import io.bactrian.transform.UnconvertibleException;
import io.bactrian.transform.Values;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * Values that a person gives columns of a parked change, in place of those that the spoke sent.
 * Pure.
 *
 * @param values by column, as a person wrote them
 */
record GivenValues(Map<String, String> values) {
  GivenValues {
    values = Collections.unmodifiableMap(new HashMap<>(values)); // with NULL as null
  }

  /** The first change of a row: what was before it is as it was. */
  Item.Change inFirst(Item.Change change) {
    return new Item.Change(change.table(), change.before(), given(change.table(), change.after()));
  }

  /** A later change of the row: what was before it had the values, too. */
  Item.Change inLater(Item.Change change) {
    Table table = change.table();
    return new Item.Change(table, given(table, change.before()), given(table, change.after()));
  }

  private Row given(Table table, Row row) {
    if (row == null) {
      return null;
    }
    CharSequence[] changed = row.toArray();
    values.forEach(
        (name, value) -> {
          int position = table.position(name);
          if (position < 0) {
            throw refused("`%s` has no column `%s`.".formatted(table, name));
          }
          if (table.column(position).key()) {
            throw refused(
                "`%s` is part of the key of `%s`, which can't be changed.".formatted(name, table));
          }
          try {
            changed[position] =
                value == null ? null : Values.written(table.column(position), value);
          } catch (UnconvertibleException wrong) {
            throw refused("What is given for `%s` %s.".formatted(name, wrong.getMessage()));
          }
        });
    return Row.owning(changed);
  }

  private static RuntimeException refused(String what) {
    return Problem.of("Not decided: %s", what)
        .follows("Nothing was written; the row stays parked.")
        .toDo("`bactrian conflicts show ID` shows its columns.")
        .exception();
  }
}
