package io.bactrian.transform;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a mapping file says of one of the sender's tables. */
sealed interface TableRule {
  int line();

  /** Declared, part by part. */
  record MappedChange(int line, List<Part> parts) implements TableRule {}

  /** By a class. */
  record Bean(int line, RowTransformer transformer) implements TableRule {}

  /**
   * One row of one target table.
   *
   * @param to the target's table
   * @param identity columns that are not named come from those of the same name
   * @param columns by the target's names
   * @param drop the sender's columns that are not used
   * @param leave the target's columns that are left to their defaults
   * @param when null: always
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

  /** Which of the sender's rows make a part. */
  sealed interface Condition {
    int line();

    /** The column holds one of these, among which null stands for NULL. */
    record In(int line, String column, Set<String> values) implements Condition {}

    record Simple(int line, Expressions.Compiled<Boolean> expression) implements Condition {}
  }
}
