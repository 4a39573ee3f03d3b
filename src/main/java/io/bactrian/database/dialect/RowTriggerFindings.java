package io.bactrian.database.dialect;

import io.bactrian.changeset.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Words findings about triggers that change the row they fire on: of a row that comes from a
 * partner, another one would stand than was sent. For one thread.
 */
public final class RowTriggerFindings {
  private static final String WORDS =
      "In tables.yaml, say `computed-here: [%1$s]` if each side keeps its own, `restore: [%1$s]` if the partner's value is to stand, or `read-back: [%1$s]` if what the trigger makes of it is right.";

  private final TriggerOptions options;
  private final List<Finding> all = new ArrayList<>();

  /**
   * @param options columns for which the configuration has an answer already
   */
  public RowTriggerFindings(TriggerOptions options) {
    this.options = options;
  }

  public List<Finding> all() {
    return List.copyOf(all);
  }

  /**
   * A trigger assigns to these columns.
   *
   * @param trigger how to name it
   * @param when {@code inserted}, {@code updated} or both
   */
  public void assigns(Table table, String trigger, Collection<String> columns, String when) {
    List<String> asked = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    for (String column : columns) {
      int position = table.position(column);
      if (position >= 0 && table.column(position).key()) {
        keys.add(column);
      } else if (position >= 0 && !options.decided(table.name(), column)) {
        asked.add(column);
      }
    }
    if (!asked.isEmpty()) {
      String names = String.join(", ", asked);
      add(
          Finding.Kind.COLUMN_SET_BY_TRIGGER,
          table,
          "Table `%s`: trigger %s sets %s of each row that is %s, also of a row that comes from a partner: the two sides never become equal, and an edit at one can look like a conflict. "
                  .formatted(table, trigger, quoted(asked), when)
              + WORDS.formatted(names));
    }
    if (!keys.isEmpty()) {
      add(
          Finding.Kind.ROW_CHANGED_BY_TRIGGER,
          table,
          "Table `%s`: trigger %s sets key column %s of rows that are %s. It must leave a key alone that is given: under another key a partner's row would be a different row."
              .formatted(table, trigger, quoted(keys), when));
    }
  }

  /** A trigger assigns to these columns if they have no value. */
  public void completes(Table table, String trigger, Collection<String> columns, String when) {
    List<String> open =
        columns.stream()
            .filter(column -> table.position(column) >= 0)
            .filter(column -> !table.column(table.position(column)).key())
            .filter(column -> !options.decided(table.name(), column))
            .toList();
    if (!open.isEmpty()) {
      add(
          Finding.Kind.ROW_CHANGED_BY_TRIGGER,
          table,
          "Table `%s`: trigger %s gives %s a value if a row that is %s has none. A partner's row that has none would not stay equal. "
                  .formatted(table, trigger, quoted(open), when)
              + WORDS.formatted(String.join(", ", open)));
    }
  }

  /** A trigger may change columns that can't be told from its text. */
  public void mayChange(Table table, String trigger, String when) {
    add(
        Finding.Kind.ROW_CHANGED_BY_TRIGGER,
        table,
        "Table `%s`: trigger %s fires before a row is %s and may change it; its text does not say which columns. If it changes what a partner sends, the two sides do not become equal. "
                .formatted(table, trigger, when)
            + WORDS.formatted("COLUMN"));
  }

  /** A column under {@code restore} in which a trigger's value would stand nevertheless. */
  public void notRestorable(Table table, String why) {
    add(
        Finding.Kind.COLUMN_NOT_RESTORABLE,
        table,
        "Table `%s`: what `restore` in tables.yaml says can't be done: %s".formatted(table, why));
  }

  private void add(Finding.Kind kind, Table table, String message) {
    all.add(new Finding(kind, table.name(), message));
  }

  private static String quoted(List<String> columns) {
    return columns.stream().map(c -> "`" + c + "`").collect(Collectors.joining(", "));
  }
}
