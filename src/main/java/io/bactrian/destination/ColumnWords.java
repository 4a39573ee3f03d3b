package io.bactrian.destination;

import io.bactrian.config.YamlNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A table's columns by the word that says how they are treated, each with its line. Immutable. */
record ColumnWords(Map<String, Map<String, Integer>> byWord) {
  private static final String EXCLUDE = "exclude";
  private static final String COMPUTED_HERE = "computed-here";
  private static final String RESTORE = "restore";
  private static final String READ_BACK = "read-back";

  /** The words that list columns of a table. */
  static final List<String> ALL = List.of(EXCLUDE, COMPUTED_HERE, RESTORE, READ_BACK);

  /** Reads the words of a table; a column under two of them is a fault. */
  static ColumnWords read(YamlNode table) {
    Map<String, Map<String, Integer>> byWord = new LinkedHashMap<>();
    Map<String, String> wordOf = new LinkedHashMap<>();
    for (String word : ALL) {
      Map<String, Integer> columns = new LinkedHashMap<>();
      table
          .get(word)
          .ifPresent(list -> list.items().forEach(item -> columns.put(item.word(), item.line())));
      columns.forEach(
          (column, line) -> {
            String other = wordOf.putIfAbsent(column, word);
            if (other != null) {
              table.fault(
                  "has `%s` under both `%s` and `%s`. Keep one.".formatted(column, other, word));
            }
          });
      byWord.put(word, Collections.unmodifiableMap(columns));
    }
    return new ColumnWords(Collections.unmodifiableMap(byWord));
  }

  /** Columns that are not sent and whose changes are not captured. */
  Set<String> untracked() {
    Set<String> columns = new LinkedHashSet<>(byWord.get(EXCLUDE).keySet());
    columns.addAll(byWord.get(COMPUTED_HERE).keySet());
    return columns;
  }

  /** Columns in which a partner's value stands, whatever triggers make of it. */
  Set<String> restored() {
    return byWord.get(RESTORE).keySet();
  }

  /** Columns in which what a trigger makes of a partner's value stands. */
  Set<String> readBack() {
    return byWord.get(READ_BACK).keySet();
  }
}
