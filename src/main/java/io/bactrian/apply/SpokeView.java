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
 * What the hub's applier knows of one spoke: mappings, rules and destinations. Thread-safe if its
 * parts are.
 *
 * @param sight who sees our rows, in the transaction of {@link #in}
 * @param ids generates ids for conflict records
 * @param blocking names of our tables with {@code on-refusal: hold}: a refused row puts the whole
 *     stream on hold
 * @param altered names of our tables of which the database moved rows out of the spoke's view when
 *     it wrote them; added to when that is observed
 * @param sent what the spoke had not applied yet when it read its rows
 */
record SpokeView(
    String spoke,
    Mapping toHub,
    Mapping toSpoke,
    Merge merge,
    Map<String, DestinationRule> destinations,
    Sight sight,
    Supplier<String> ids,
    Set<String> blocking,
    Set<String> altered,
    SentChanges sent) {

  /** The same, for a transaction. */
  SpokeView in(ApplyTransaction tx) {
    return with(Sight.locking(sight.placement(), tx));
  }

  /** The same, where rows of a batch stand as it has decided. */
  SpokeView with(CurrentRows current) {
    Sight decided = sight.with(current);
    return decided == sight ? this : with(decided);
  }

  private SpokeView with(Sight now) {
    return new SpokeView(
        spoke, toHub, toSpoke, merge, destinations, now, ids, blocking, altered, sent);
  }

  SpokeRights rights(Table table) {
    return SpokeRights.of(spoke, destinations.get(table.name()), sight, table);
  }

  /** Whether the spoke sees our row. */
  boolean visible(Table table, Row row) {
    return row != null && sight.of(table, row).includes(spoke);
  }

  /**
   * Whether replacing our row {@code before} by {@code after} changes rows at the spoke other than
   * those in {@code apart}. True if a row can't be mapped before the database has completed it.
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

  /** A row whose parent is still to be written counts as seen: it may be by then. */
  private Map<RowId, RowPart> seen(Table table, Row row) {
    return visible(table, row) || row != null && sight.lacksParents(table, row)
        ? MappedChange.map(toSpoke, table, row)
        : Map.of();
  }
}
