package io.bactrian.convergence;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.destination.DestinationRule;
import io.bactrian.destination.Destinations;
import java.util.List;

/**
 * A destination rule that implements the {@link Breakage}s of deciding who sees a row at the hub.
 */
record BrokenRule(DestinationRule rule, Breakage broken, SimulatedSite hub, String spoke)
    implements DestinationRule {

  @Override
  public Destinations of(Table table, Row row) {
    Destinations sites = rule.of(table, row);
    boolean anywhere = broken == Breakage.INSERT_ANYWHERE && row != null && inserted(table, row);
    boolean late = broken == Breakage.LATE_EDITS_MERGED && row != null && had(table, row);
    return anywhere || late ? Destinations.ALL : sites;
  }

  /** Whether the spoke has had the row, by what is in the log. */
  private boolean had(Table table, Row row) {
    RowId id = new RowId(table.name(), table.keyOf(row));
    return hub.store.blocks.values().stream()
        .flatMap(block -> block.entries().stream())
        .anyMatch(
            entry ->
                entry.item() instanceof Item.Change change
                    && id.equals(change.rowId())
                    && entry.before().includes(spoke));
  }

  /** Whether it was not there when the transaction began. */
  private boolean inserted(Table table, Row row) {
    RowId id = new RowId(table.name(), table.keyOf(row));
    return !hub.database.rows.containsKey(id)
        || hub.database.outbox.stream()
            .anyMatch(
                out ->
                    out.transaction().equals(hub.database.open)
                        && out.change() != null
                        && out.change().before() == null
                        && id.equals(new RowId(out.change().table().name(), out.change().key())));
  }

  @Override
  public List<String> reads() {
    return rule.reads();
  }

  @Override
  public boolean spokesMayRoute() {
    return broken == Breakage.ROUTE_FREELY || rule.spokesMayRoute();
  }
}
