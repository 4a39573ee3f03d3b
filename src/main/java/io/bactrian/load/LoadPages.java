package io.bactrian.load;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.ComparedPart;
import io.bactrian.apply.LoadProgress;
import io.bactrian.apply.OutboxRecord;
import io.bactrian.apply.RowComparison;
import io.bactrian.apply.Sight;
import io.bactrian.apply.StreamState;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Item.Request.What;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.destination.DestinationRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
    RowComparison comparing = compares(now) ? tx.partner(partner).comparison() : null;
    DestinationRule rule = source.destinations().get(table.name());
    List<Row> rows =
        rule == null || passesOver(now, table, comparing)
            ? List.of()
            : tx.page(table, now.after(), PAGE);
    List<Row> visible = visible(tx, table, rows);
    List<Row> told = counts(now) ? List.of() : visible;
    if (comparing != null) {
      List<ComparedPart> parts = new ArrayList<>();
      List<Row> wanted = new ArrayList<>();
      for (Row row : visible) {
        List<ComparedPart> given = source.mapped().parts(partner, table, row);
        parts.addAll(given);
        if (given.isEmpty() || given.stream().anyMatch(comparing::wants)) {
          wanted.add(row);
        }
      }
      RowComparison.count(tx, partner, parts);
      told = source.isHub() ? told : wanted;
    }
    tx.append(told.stream().map(row -> told(now, table, row)).toList());
    int done = source.isHub() ? visible.size() : told.size();
    if (!rows.isEmpty()) {
      Row last = rows.get(rows.size() - 1);
      now.told(table.name(), table.keyOf(last), done).save(tx);
    } else {
      boolean more = index + 1 < tables.size();
      String next = more ? tables.get(index + 1).name() : END;
      now.told(next, null, done).save(tx);
    }
  }

  /** Those of the rows that the partner sees. */
  private List<Row> visible(ApplyTransaction tx, Table table, List<Row> rows) {
    Sight sight = Sight.of(source.placement(), tx);
    sight.expect(table, rows);
    return rows.stream().filter(row -> sight.of(table, row).includes(partner)).toList();
  }

  /** Whether it is, or also is, for a comparison. */
  private boolean compares(LoadProgress now) {
    return now.what() == What.COMPARE || toSpoke(now) && !now.scope().mirror();
  }

  /** Whether a comparison that narrows down does not look at the table any more. */
  private boolean passesOver(LoadProgress now, Table table, RowComparison comparing) {
    return now.what() == What.COMPARE
        && comparing != null
        && !comparing.concerns(source.mapped().targets(partner, table));
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
        beginComparison(tx, now, tables);
      }
    } else if (counts(now)) {
      RowComparison known = tx.partner(partner).comparison();
      if (known == null || known.stage() != RowComparison.Stage.NARROWING) {
        beginComparison(tx, now, tables);
      } else {
        tx.savePartner(tx.partner(partner).with(known.again()));
      }
    } else if (now.what() == What.COMPARE) {
      request(tx, new Item.Request(What.COMPARE, false, 0));
      RowComparison asked = tx.partner(partner).comparison();
      if (asked != null) {
        tx.savePartner(tx.partner(partner).with(asked.again()));
      }
    }
  }

  private void beginComparison(ApplyTransaction tx, LoadProgress now, List<Table> tables) {
    Set<String> targets = new TreeSet<>();
    tables.forEach(table -> targets.addAll(source.mapped().targets(partner, table)));
    RowComparison.begin(tx, partner, now.scope().tables(), targets);
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
    switch (now.what()) {
      case LOAD -> {
        if (now.scope().mirror()) {
          request(tx, new Item.Request(What.CHECK, false, state.number(), now.scope().tables()));
        } else {
          askToCompare(tx, state);
        }
      }
      case OFFER -> request(tx, new Item.Request(What.LOAD, false, state.number()));
      case COMPARE -> {
        if (source.isHub()) {
          askToCompare(tx, state);
        } else {
          answer(tx, state);
        }
      }
      default -> {}
    }
    LoadProgress.end(tx, partner);
    now.next(!toSpoke(now)).ifPresent(again -> again.save(tx));
    LOG.info("Load of {}: {} rows {}.", partner, now.rows(), counts(now) ? "counted" : "sent");
  }

  /** Our rows are counted; what is left to know is asked of the spoke. */
  private void askToCompare(ApplyTransaction tx, StreamState state) {
    RowComparison now = tx.partner(partner).comparison();
    if (now == null) {
      return; // cancelled
    }
    List<OutboxRecord> questions = now.request(partner, state.number());
    tx.append(questions);
    tx.savePartner(tx.partner(partner).with(questions.isEmpty() ? now.complete() : now.asking()));
  }

  /** Tells the hub what it asked for. */
  private void answer(ApplyTransaction tx, StreamState state) {
    RowComparison counted = tx.partner(partner).comparison();
    if (counted != null) {
      Set<String> offered = new TreeSet<>();
      source.tables().stream().filter(source::offers).forEach(table -> offered.add(table.name()));
      tx.append(
          counted.answers(offered).stream()
              .<OutboxRecord>map(one -> new OutboxRecord.HashesFor(partner, one))
              .toList());
      RowComparison.forget(tx, partner);
    }
    request(tx, new Item.Request(What.COMPARED, false, state.number()));
  }
}
