package io.bactrian.apply;

import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.destination.DestinationRule;
import io.bactrian.destination.Destinations;
import java.util.BitSet;
import java.util.List;

/**
 * Which changes a spoke may make to rows of one of our tables, given the destination rule that
 * decides who sees them. Pure and thread-safe.
 *
 * @param rule the table's destination rule; null when no spoke sees its rows
 * @param columns positions of the columns that the rule reads; empty when they are not known
 */
record SpokeRights(String spoke, DestinationRule rule, BitSet columns) {

  /** Whether a write is allowed. */
  enum Answer {
    YES,
    NO,
    /**
     * Not known yet: it depends on values that the database sets. Check the row again once it is
     * written.
     */
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

  /** Whether visibility does not depend on the row's values. */
  boolean isFixed() {
    return rule == DestinationRule.EVERYWHERE;
  }

  /** The columns that an update from the spoke may not change. */
  BitSet guarded() {
    return rule == null || rule.spokesMayRoute() ? new BitSet() : columns;
  }

  /** Whether rows may leave the spoke's view when they are applied here. */
  boolean mayGiveAway() {
    return isFixed() || rule != null && rule.spokesMayRoute();
  }

  /**
   * Whether a change from the spoke may be written.
   *
   * @param write columns that an update changes, or for which an insert gives values
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

  /**
   * Columns because of which the spoke may not insert this row; empty if it may.
   *
   * @param given columns for which the insert gives values
   */
  BitSet notInserted(Table table, Row row, BitSet given) {
    BitSet not = new BitSet();
    if (allows(table, Operation.INSERT, row, given) == Answer.NO) {
      not.or(columns);
      if (columns.isEmpty()) {
        not.set(0, table.width());
      }
    }
    return not;
  }

  /**
   * Whether the row's values name other sites that would see it. Sites that the rule itself adds
   * don't count.
   */
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
