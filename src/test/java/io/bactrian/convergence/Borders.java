package io.bactrian.convergence;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.util.LinkedHashMap;
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
    Map<RowId, Item.Change> all = new LinkedHashMap<>();
    for (MemoryLog.Out out : hub.outbox) {
      if (out.change() != null && out.transaction().equals(transaction)) {
        for (Item.Change change : out.change().apart()) {
          if (world.rewrites()) {
            all.merge(change.rowId(), change, Borders::together);
          } else {
            within(change);
          }
        }
      }
    }
    all.values().stream().filter(change -> change != NOTHING).forEach(this::within);
  }

  private static Item.Change together(Item.Change first, Item.Change then) {
    Row before = first == NOTHING ? null : first.before();
    return before == null && then.after() == null
        ? NOTHING
        : new Item.Change(then.table(), before, then.after());
  }

  private void within(Item.Change change) {
    Table table = change.table();
    if (change.before() != null && !sees(table, change.before())) {
      require(
          world.touches() && touched(table, change), "changes a row that it does not see", change);
      return;
    }
    if (change.after() == null || world.routing() && change.before() != null) {
      return;
    }
    require(sees(table, change.after()), "has a row out of its view written", change);
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

  private boolean sees(Table table, Row row) {
    return hub.side.destinations().get(table.name()).of(table, row).includes(spoke);
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
