package io.bactrian.database;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.WaitSchedule;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Merge;
import io.bactrian.convergence.Steps;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.Values;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** A hub at which rows of a spoke are parked, and a clock that tests move. */
abstract class ParkingHub {
  static final long FIRST = 30_000;
  static final long MOST = 3_600_000;

  ApplyDatabase hub;
  WaitSchedule schedule;
  HubApplier judge;
  long now = 1;
  int number;

  abstract ApplyDatabase database() throws SQLException;

  @BeforeEach
  void open() throws SQLException {
    hub = database();
    starts();
  }

  /** A process begins. */
  final void starts() {
    Merge merge =
        new Merge(
            AppliersOnDatabasesTest.hubWins(),
            (t, c, a, b) -> Values.same(t.column(c), a.get(c), b.get(c)));
    Mapping same = AppliersOnDatabasesTest.into(hub);
    schedule = new WaitSchedule(() -> now, Duration.ofMillis(FIRST), Duration.ofMillis(MOST));
    judge =
        new HubApplier("c1", same, same, merge, hub.destinations, () -> "conflict").by(schedule);
  }

  final void arrives(Item... items) {
    arrives(List.of(items));
  }

  final void arrives(List<Item> items) {
    String previous = number == 0 ? Header.NO_HASH : "#" + number;
    number++;
    Header header = new Header("c1", "hq", 1, number, previous, 0, "shop", "1");
    try (ApplyTransaction tx = hub.begin()) {
      Steps.apply(judge, tx, header, "#" + number, items.iterator());
    }
  }

  final long parked() throws SQLException {
    return Long.parseLong(
        hub.ask("select count(*) from bactrian_wait where kind = 'PARKED'").get(0));
  }

  static Item insert(Table table, String... values) {
    return new Item.Change(table, null, Row.of(values));
  }

  final Item customer(int id, String email, String boss) {
    return insert(hub.customer, "" + id, email, "Ada", "1.00", boss);
  }
}
