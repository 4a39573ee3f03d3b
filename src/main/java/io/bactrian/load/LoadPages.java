package io.bactrian.load;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.LoadProgress;
import io.bactrian.apply.OutboxRecord;
import io.bactrian.apply.RowComparison;
import io.bactrian.apply.StreamState;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Item.Request.What;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.destination.DestinationRule;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the rows of a load for one partner, a page at a time, and what comes before the first and
 * after the last. Thread-safe; the caller holds the lock on the partner's stream.
 */
final class LoadPages {
  private static final Logger LOG = LoggerFactory.getLogger(Loader.class);
  private static final int PAGE = 1_000;

  /** Name for the position after the last table; no table has this name. */
  private static final String END = "";

  private final Source source;
  private final String partner;

  LoadPages(Source source, String partner) {
    this.source = source;
    this.partner = partner;
  }

  static boolean toSpoke(LoadProgress now) {
    return now.what() == What.LOAD;
  }

  /** Records the next page, or ends the load. */
  void record(ApplyTransaction tx, LoadProgress load, StreamState state) {
    List<Table> tables =
        source.tables().stream().filter(table -> load.scope().includes(table.name())).toList();
    LoadProgress now = load.table() == null ? begin(tx, load, tables) : load;
    int index = now.table() == null ? 0 : place(tables, now.table());
    if (index == tables.size()) {
      end(tx, now, state);
      return;
    }
    Table table = tables.get(index);
    DestinationRule rule = source.destinations().get(table.name());
    List<Row> rows = rule == null ? List.of() : tx.page(table, now.after(), PAGE);
    List<Row> visible = rows.stream().filter(row -> rule.of(table, row).includes(partner)).toList();
    if (!counts(now)) {
      tx.append(visible.stream().map(row -> told(now, table, row)).toList());
    }
    if (counts(now) || toSpoke(now) && !now.scope().mirror()) {
      Map<String, Long> expected = new TreeMap<>();
      for (Row row : visible) {
        source
            .mapped()
            .tables(partner, table, row)
            .forEach(theirs -> expected.merge(theirs, 1L, Long::sum));
      }
      RowComparison.expect(tx, partner, expected);
    }
    if (!rows.isEmpty()) {
      Row last = rows.get(rows.size() - 1);
      now.told(table.name(), table.keyOf(last), visible.size()).save(tx);
    } else {
      boolean more = index + 1 < tables.size();
      String next = more ? tables.get(index + 1).name() : END;
      now.told(next, null, visible.size()).save(tx);
    }
  }

  private OutboxRecord told(LoadProgress now, Table table, Row row) {
    Item.Present.Purpose purpose =
        switch (now.what()) {
          case OFFER -> Item.Present.Purpose.OFFERED;
          case COMPARE -> Item.Present.Purpose.COMPARED;
          default -> Item.Present.Purpose.PRESENT;
        };
    return new OutboxRecord.PresentFor(partner, new Item.Present(table, row, purpose));
  }

  /** Whether it only counts our rows, and sends none. */
  private boolean counts(LoadProgress now) {
    return now.what() == What.COMPARE && source.isHub();
  }

  private LoadProgress begin(ApplyTransaction tx, LoadProgress now, List<Table> tables) {
    LoadProgress counted = now.of(tables.stream().mapToLong(tx::count).sum());
    tell(tx, counted, tables);
    return counted;
  }

  private void tell(ApplyTransaction tx, LoadProgress now, List<Table> tables) {
    if (toSpoke(now)) {
      source.begun().begun(tx, partner, tables, now.scope().mirror());
      if (now.scope().mirror()) {
        RowComparison.forget(tx, partner); // it compares by removing
      } else {
        RowComparison.begin(tx, partner, now.scope().tables());
      }
    } else if (counts(now)) {
      RowComparison.begin(tx, partner, now.scope().tables());
    } else if (now.what() == What.COMPARE) {
      request(tx, new Item.Request(What.COMPARE, false, 0));
    }
  }

  private void request(ApplyTransaction tx, Item.Request request) {
    tx.append(List.of(new OutboxRecord.RequestFor(partner, request)));
  }

  private static int place(List<Table> tables, String name) {
    for (int i = 0; i < tables.size(); i++) {
      if (tables.get(i).name().equals(name)) {
        return i;
      }
    }
    return tables.size();
  }

  private void end(ApplyTransaction tx, LoadProgress now, StreamState state) {
    What next =
        switch (now.what()) {
          case LOAD -> now.scope().mirror() ? What.CHECK : What.COMPARE;
          case OFFER -> What.LOAD;
          case COMPARE -> source.isHub() ? What.COMPARE : What.COMPARED;
          default -> null;
        };
    if (next != null) {
      List<String> tables = source.isHub() ? now.scope().tables() : List.of();
      request(tx, new Item.Request(next, false, state.number(), tables));
    }
    LoadProgress.end(tx, partner);
    now.next(!toSpoke(now)).ifPresent(again -> again.save(tx));
    LOG.info("Load of {}: {} rows {}.", partner, now.rows(), counts(now) ? "counted" : "sent");
  }
}
