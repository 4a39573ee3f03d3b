package io.bactrian.convergence;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.convergence.MemoryLog.Out;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Checks each transaction that applies a spoke's changeset at the hub, honest or not, as it
 * commits: it changed only rows that the spoke saw, and left them visible to the spoke. If the
 * hub's own database moves rows, their final place counts.
 */
record Borders(MemorySite hub, String spoke, World world) {

  /** After so many, a row is as it was before. */
  private static final int MOST_TOUCHES = 3;

  /** A row that came and went. */
  private static final Item.Change NOTHING = new Item.Change(null, Row.of(), Row.of());

  /** To be called before anything of it is captured. */
  void committed(String transaction) {
    List<Out> outs =
        hub.outbox.stream().filter(out -> out.transaction().equals(transaction)).toList();
    RowsBefore rows = new RowsBefore(hub, outs);
    Map<RowId, Step> all = new LinkedHashMap<>();
    for (int i = 0; i < outs.size(); i++) {
      if (outs.get(i).change() != null) {
        for (Item.Change change : outs.get(i).change().apart()) {
          Step step = new Step(change, rows.at(i), rows.at(i + 1L));
          if (world.rewrites()) {
            all.merge(change.rowId(), step, Borders::together);
          } else {
            within(step);
          }
        }
      }
    }
    all.values().stream().filter(step -> step.change() != NOTHING).forEach(this::within);
  }

  /** A change, and all rows before it and after it. */
  private record Step(Item.Change change, Map<RowId, Row> before, Map<RowId, Row> after) {}

  private static Step together(Step first, Step then) {
    Row before = first.change() == NOTHING ? null : first.change().before();
    Item.Change both =
        before == null && then.change().after() == null
            ? NOTHING
            : new Item.Change(then.change().table(), before, then.change().after());
    return new Step(both, first.before(), then.after());
  }

  private void within(Step step) {
    Item.Change change = step.change();
    Table table = change.table();
    if (raced(table, change.before(), step.before())
        || raced(table, change.after(), step.after())) {
      return;
    }
    if (change.before() != null && !sees(table, change.before(), step.before())) {
      require(
          world.touches() && touched(table, change), "changes a row that it does not see", change);
      return;
    }
    if (change.after() == null || world.routing() && change.before() != null) {
      return;
    }
    require(sees(table, change.after(), step.after()), "has a row out of its view written", change);
    int owner = table.position("owner");
    if (change.before() != null && owner >= 0 && !world.rewrites()) {
      require(
          Objects.equals(change.before().get(owner), change.after().get(owner)),
          "says who sees a row",
          change);
    }
  }

  /** By the hub's own trigger, not by the spoke; more than once where changes are put together. */
  private boolean touched(Table table, Item.Change change) {
    return Stream.iterate(change.before(), row -> world.shape().touched(table, row))
        .limit(1 + MOST_TOUCHES)
        .skip(1)
        .anyMatch(row -> Objects.equals(row, change.after()));
  }

  private boolean sees(Table table, Row row, Map<RowId, Row> rows) {
    return hub.side.sees(spoke, table, row, rows);
  }

  /** Whether a user moved a row by which this one is placed while the transaction was open. */
  private boolean raced(Table table, Row row, Map<RowId, Row> rows) {
    return row != null
        && hub.side.placesRows()
        && hub.side.parents(table, row).stream()
            .anyMatch(
                id ->
                    hub.raced.contains(id)
                        || raced(hub.side.table(id.table()), rows.get(id), rows));
  }

  private void require(boolean holds, String what, Item.Change change) {
    Ledger.require(
        holds,
        "%s %s: %s %s→%s",
        spoke,
        what,
        change.table(),
        text(change.before()),
        text(change.after()));
  }

  private static String text(Row row) {
    return row == null ? "absent" : row.text();
  }
}
