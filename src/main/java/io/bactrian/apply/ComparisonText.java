package io.bactrian.apply;

import io.bactrian.apply.RowComparison.Counts;
import io.bactrian.apply.RowComparison.Stage;
import io.bactrian.changeset.RowText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A {@link RowComparison} as one text, in which it is stored. Pure. */
final class ComparisonText {
  /** Begins a text that has more than stage, scope and counts, as earlier versions wrote them. */
  private static final String MORE = "+";

  private ComparisonText() {}

  static String print(RowComparison comparison) {
    List<String> parts = new ArrayList<>();
    parts.add(comparison.stage().name());
    parts.add("" + comparison.scope().size());
    parts.addAll(comparison.scope());
    new TreeMap<>(comparison.tables())
        .forEach(
            (table, c) ->
                parts.addAll(
                    List.of(
                        table,
                        "" + c.expected(),
                        "" + c.equal(),
                        "" + c.different(),
                        "" + c.onlyThere())));
    String counted = RowText.print(parts.toArray(new String[0]));
    Narrowing narrowing = comparison.narrowing();
    List<String> named = comparison.named();
    return narrowing.isEmpty() && named.isEmpty()
        ? counted
        : RowText.print(
            MORE,
            counted,
            narrowing.isEmpty() ? null : narrowing.text(),
            named.isEmpty() ? null : RowText.print(named.toArray(new String[0])));
  }

  static RowComparison parse(String text) {
    String[] parts = RowText.parse(text);
    if (!parts[0].equals(MORE)) {
      return counted(parts);
    }
    RowComparison counted = counted(RowText.parse(parts[1]));
    return new RowComparison(
        counted.stage(),
        counted.scope(),
        counted.tables(),
        parts[2] == null ? Narrowing.NONE : Narrowing.parse(RowText.parse(parts[2])),
        parts[3] == null ? List.of() : List.of(RowText.parse(parts[3])));
  }

  private static RowComparison counted(String[] parts) {
    int at = 2 + Integer.parseInt(parts[1]);
    Map<String, Counts> tables = new TreeMap<>();
    for (int i = at; i < parts.length; i += 5) {
      long[] counts = Arrays.stream(parts, i + 1, i + 5).mapToLong(Long::parseLong).toArray();
      tables.put(parts[i], new Counts(counts[0], counts[1], counts[2], counts[3]));
    }
    return new RowComparison(Stage.valueOf(parts[0]), List.of(parts).subList(2, at), tables);
  }
}
