package io.bactrian.apply;

import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.destination.DestinationRule;
import io.bactrian.destination.Destinations;
import java.util.BitSet;
import java.util.List;

/**
 * What one spoke may make of rows of one table of ours as far as it decides who sees them. Pure and
 * thread-safe.
 *
 * @param rule null: nobody sees the table's rows
 * @param columns positions of what the rule reads; empty when that is not known
 */
record SpokeRights(String spoke, DestinationRule rule, BitSet columns) {

  /** What came of looking at a row before it is written. */
  enum Answer {
    YES,
    NO,
    /** The database gives it values on which it depends: to be asked again with what it made. */
    WRITTEN_FIRST
  }

  static SpokeRights of(String spoke, DestinationRule rule, Table table) {
    BitSet columns = new BitSet();
    if (rule != null) {
      rule.reads().stream().mapToInt(table::position).filter(c -> c >= 0).forEach(columns::set);
    }
    return new SpokeRights(spoke, rule, columns);
  }

  boolean sees(Table table, Row row) {
    return row != null && rule != null && rule.of(table, row).includes(spoke);
  }

  /** Whether nothing that a row holds matters. */
  boolean isFixed() {
    return rule == DestinationRule.EVERYWHERE;
  }

  /** The columns that an update of the spoke has to leave alone. */
  BitSet guarded() {
    return rule == null || rule.spokesMayRoute() ? new BitSet() : columns;
  }

  /** Whether rows may leave the spoke's view by what becomes of them here. */
  boolean mayGiveAway() {
    return isFixed() || rule != null && rule.spokesMayRoute();
  }

  /**
   * Whether the spoke may have this written.
   *
   * @param write columns that an update changes, or an insert gives
   */
  Answer allows(Table table, Operation operation, Row row, BitSet write) {
    if (isFixed() || operation == Operation.DELETE) {
      return Answer.YES;
    }
    if (operation == Operation.UPDATE) {
      boolean moved = columns.isEmpty() || columns.intersects(write);
      return !moved || mayGiveAway() || sees(table, row) ? Answer.YES : Answer.NO;
    }
    if (rule != null && columns.stream().anyMatch(c -> !write.get(c))) {
      return Answer.WRITTEN_FIRST;
    }
    Destinations sites = rule == null ? Destinations.NONE : rule.of(table, row);
    boolean may = sites.includes(spoke) && (rule.spokesMayRoute() || !namesOthers(sites, row));
    return may ? Answer.YES : Answer.NO;
  }

  /** Others than the spoke to whom the rule itself gives the row are not named by the spoke. */
  private boolean namesOthers(Destinations sites, Row row) {
    return sites.sites().size() > 1
        && columns.stream()
            .mapToObj(row::get)
            .filter(value -> value != null)
            .flatMap(value -> List.of(value.split(",")).stream())
            .map(String::strip)
            .anyMatch(site -> !site.equals(spoke) && sites.sites().contains(site));
  }
}
