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
 * @param sight who sees rows as they stand
 * @param columns positions of the columns that the rule reads; empty when they are not known
 * @param naming those of them whose values name sites; the others refer to rows that decide
 */
record SpokeRights(String spoke, DestinationRule rule, Sight sight, BitSet columns, BitSet naming) {

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

  static SpokeRights of(String spoke, DestinationRule rule, Sight sight, Table table) {
    return new SpokeRights(
        spoke,
        rule,
        sight,
        positions(rule == null ? List.of() : rule.reads(), table),
        positions(rule == null ? List.of() : rule.names(), table));
  }

  private static BitSet positions(List<String> columns, Table table) {
    BitSet positions = new BitSet();
    columns.stream().mapToInt(table::position).filter(c -> c >= 0).forEach(positions::set);
    return positions;
  }

  boolean sees(Table table, Row row) {
    return row != null && rule != null && sight.of(table, row).includes(spoke);
  }

  /** Whether visibility does not depend on the row's values. */
  boolean isFixed() {
    return rule == DestinationRule.EVERYWHERE;
  }

  /** The columns that an update from the spoke may not change. */
  BitSet guarded() {
    return rule == null || rule.spokesMayRoute() ? new BitSet() : naming;
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
      return !moved || mayGiveAway() || sees(table, row) ? Answer.YES : unseen(table, row);
    }
    if (rule != null && columns.stream().anyMatch(c -> !write.get(c))) {
      return Answer.WRITTEN_FIRST;
    }
    Destinations sites = rule == null ? Destinations.NONE : sight.of(table, row);
    if (!sites.includes(spoke)) {
      return unseen(table, row);
    }
    return rule.spokesMayRoute() || !namesOthers(sites, row) ? Answer.YES : Answer.NO;
  }

  /**
   * A row to which it refers may not be there yet: then the database says so, and the row is parked
   * until it is.
   */
  private Answer unseen(Table table, Row row) {
    return sight.lacksParents(table, row) ? Answer.WRITTEN_FIRST : Answer.NO;
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
        && naming.stream()
            .mapToObj(row::get)
            .filter(value -> value != null)
            .flatMap(value -> List.of(value.split(",")).stream())
            .map(String::strip)
            .anyMatch(site -> !site.equals(spoke) && sites.sites().contains(site));
  }
}
