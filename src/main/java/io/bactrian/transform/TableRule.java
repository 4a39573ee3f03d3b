package io.bactrian.transform;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rule of a mapping file for one of the sender's tables. */
sealed interface TableRule {
  int line();

  /** Maps by declared parts. */
  record MappedChange(int line, List<Part> parts) implements TableRule {}

  /** Maps by a class. */
  record Bean(int line, RowTransformer transformer) implements TableRule {}

  /**
   * A part: the rule for one row of one target table.
   *
   * @param to name of the target table
   * @param identity whether other columns come from the sender's columns of the same name
   * @param columns rules by target column name
   * @param drop the sender's columns to ignore
   * @param leave the target's columns that get their database default
   * @param when the condition for rows to map; null for all rows
   */
  record Part(
      int line,
      String to,
      boolean owner,
      boolean identity,
      Map<String, ColumnRule> columns,
      Set<String> drop,
      Set<String> leave,
      Condition when) {
    static Part same(int line, String table) {
      return new Part(line, table, true, true, Map.of(), Set.of(), Set.of(), null);
    }
  }

  /** Selects the sender's rows that give a part. */
  sealed interface Condition {
    int line();

    /** The column's value is one of these; null stands for NULL. */
    record In(int line, String column, Set<String> values) implements Condition {}

    record Simple(int line, Expressions.Compiled<Boolean> expression) implements Condition {}
  }
}
