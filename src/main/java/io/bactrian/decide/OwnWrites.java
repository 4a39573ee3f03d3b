package io.bactrian.decide;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the decisions of a set have written to rows about which the set has several questions: the
 * next of them was shown with the row as it was before. For one thread.
 */
final class OwnWrites {
  private final Set<Object> several;
  private final Map<RowId, Written> written = new HashMap<>();

  private record Written(Row before, Row after) {}

  /** A row as the list shows it. */
  private record Listed(String table, String key) {}

  private OwnWrites(Set<Object> several) {
    this.several = several;
  }

  static OwnWrites of(List<ListedQuestion> set) {
    return new OwnWrites(
        set.stream()
            .collect(Collectors.groupingBy(OwnWrites::row, Collectors.counting()))
            .entrySet()
            .stream()
            .filter(row -> row.getValue() > 1)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet()));
  }

  private static Object row(ListedQuestion one) {
    return new Listed(one.table(), one.key());
  }

  /** Whether the set has another question about the row of this one. */
  boolean concern(ListedQuestion one) {
    return several.contains(row(one));
  }

  void wrote(RowId id, Row before, Row after) {
    written.merge(
        id, new Written(before, after), (first, next) -> new Written(first.before(), after));
  }

  /** The row as it was shown, where it is as this set has left it; else the row. */
  Row shown(RowId id, Row now) {
    Written own = written.get(id);
    return own != null && Objects.equals(own.after(), now) ? own.before() : now;
  }
}
