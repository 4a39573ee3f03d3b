package io.bactrian.conflict;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.transform.Expressions;
import io.bactrian.transform.UnconvertibleException;
import io.bactrian.transform.Values;
import java.util.List;
import java.util.Map;

/**
 * The rule {@code keep-both}: the spoke's row gets other values in columns that must be unique, so
 * that it stands beside the row that is there. Where an expression gives none that the column can
 * have, the hub's row stands and a person is asked. Pure.
 *
 * @param renames expressions by column. They read only the spoke's row, as {@code theirs:name}, and
 *     {@code spoke:}, the spoke's name: what they give is shown to the spoke, which may not see
 *     ours
 */
record KeepBoth(Map<String, Expressions.Compiled<String>> renames) implements Rule {

  /** What stands for the spoke's name among the columns of an expression. */
  static final String SPOKE = "spoke:";

  KeepBoth {
    renames = Map.copyOf(renames);
  }

  @Override
  public String word() {
    return "keep-both";
  }

  /** Where both can't be kept. */
  @Override
  public Decision decide(Conflict conflict, int version) {
    return new Decision(conflict.ours(), word(), version, true);
  }

  /**
   * The spoke's row with its other values.
   *
   * @return null when an expression gives none that the column can have, or the same again
   */
  Row renamed(Conflict conflict) {
    Table table = conflict.table();
    Row row = conflict.theirs();
    for (int c : conflict.columns()) {
      Expressions.Compiled<String> expression = renames.get(table.column(c).name());
      if (expression != null) {
        try {
          String value = expression.of(values(expression.columns(), conflict));
          row = row.with(c, Values.written(table.column(c), value));
        } catch (IllegalArgumentException | UnconvertibleException none) {
          return null;
        }
        if (row.get(c) == null) {
          return null;
        }
      }
    }
    return row.equals(conflict.theirs()) ? null : row;
  }

  private static String[] values(List<String> columns, Conflict conflict) {
    return columns.stream()
        .map(
            name ->
                name.equals(SPOKE)
                    ? conflict.spoke()
                    : conflict
                        .theirs()
                        .get(conflict.table().position(name.substring(name.indexOf(':') + 1))))
        .toArray(String[]::new);
  }
}
