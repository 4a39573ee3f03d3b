package io.bactrian.apply;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Merge;
import io.bactrian.destination.DestinationRule;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.MappingException;
import io.bactrian.transform.RowPart;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * How the hub and one spoke see each other. Immutable and thread-safe as far as its parts are.
 *
 * @param ids for conflict records
 * @param blocking tables of ours of which a refused row holds the whole stream
 * @param altered tables of ours whose rows the database itself was seen to move out of the spoke's
 *     view when it wrote them; learned on the way
 */
record SpokeView(
    String spoke,
    Mapping toHub,
    Mapping toSpoke,
    Merge merge,
    Map<String, DestinationRule> destinations,
    Supplier<String> ids,
    Set<String> blocking,
    Set<String> altered) {

  SpokeRights rights(Table table) {
    return SpokeRights.of(spoke, destinations.get(table.name()), table);
  }

  /** Whether the spoke sees this row of ours. */
  boolean visible(Table table, Row row) {
    DestinationRule rule = destinations.get(table.name());
    return row != null && rule != null && rule.of(table, row).includes(spoke);
  }

  /**
   * Whether a row of ours that becomes another one changes what the spoke sees in rows of its own
   * other than the given ones. A row that can't be mapped before the database has completed it
   * might.
   */
  boolean altersOthers(Table table, Row before, Row after, Predicate<RowId> apart) {
    try {
      Map<RowId, RowPart> old = seen(table, before);
      Map<RowId, RowPart> now = seen(table, after);
      Set<RowId> rows = new HashSet<>(old.keySet());
      rows.addAll(now.keySet());
      return rows.stream()
          .anyMatch(row -> !apart.test(row) && !Objects.equals(old.get(row), now.get(row)));
    } catch (MappingException incomplete) {
      return true;
    }
  }

  private Map<RowId, RowPart> seen(Table table, Row row) {
    return visible(table, row) ? MappedChange.map(toSpoke, table, row) : Map.of();
  }
}
