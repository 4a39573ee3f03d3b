package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.apply.Applied;
import io.bactrian.apply.Applier;
import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.SpokeApplier;
import io.bactrian.apply.Wait;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.conflict.Merge;
import io.bactrian.convergence.Steps;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.Values;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A trigger of the application that says no keeps its row waiting, and no other. */
abstract class BusinessRulesContract {
  ApplyDatabase db;
  private Applier hub;
  private Applier spoke;

  abstract ApplyDatabase open() throws SQLException;

  /** Has the application refuse orders with the note {@code late}, in the way of that name. */
  abstract void refuse(String way) throws SQLException;

  @BeforeEach
  void prepare() throws SQLException {
    db = open();
    db.run("insert into \"customer\" (\"id\", \"email\", \"name\") values (1, 'a@x', 'Ada')");
    Mapping same = AppliersOnDatabasesTest.into(db);
    Merge merge =
        new Merge(
            AppliersOnDatabasesTest.hubWins(),
            (t, c, a, b) -> Values.same(t.column(c), a.get(c), b.get(c)));
    hub = new HubApplier("c1", same, same, merge, db.destinations, () -> "conflict");
    spoke =
        new SpokeApplier(
            "hq",
            same,
            AppliersOnDatabasesTest.nothingInTheLog(),
            n -> n,
            db.schema.tables(),
            () -> "drift");
  }

  /** Sends 40 orders, of which the rule refuses two. */
  final void parks(String way) throws SQLException {
    refuse(way);
    parksAsItStands(way);
  }

  final void parksAsItStands(String way) throws SQLException {
    forget("\"orders\"", "bactrian_change", "bactrian_stream", "bactrian_wait", "bactrian_applied");
    assertThat(apply(hub, "c1", "hq").parked()).as("%s at the hub", way).isEqualTo(2);
    assertThat(db.ask("select count(*) from \"orders\"")).as(way).containsExactly("38");
    assertThat(reasons("c1", Wait.Kind.PARKED))
        .as(way)
        .hasSize(2)
        .allSatisfy(reason -> assertThat(reason).contains("orders", "the period is closed"));

    forget("\"orders\"", "bactrian_change");
    apply(spoke, "hq", "c1");
    assertThat(db.ask("select count(*) from \"orders\"")).as(way).containsExactly("38");
    assertThat(reasons("hq", Wait.Kind.DEFERRED))
        .as(way)
        .hasSize(2)
        .allSatisfy(reason -> assertThat(reason).contains("orders", "the period is closed"));
  }

  private void forget(String... tables) throws SQLException {
    for (String table : tables) {
      db.run("delete from " + table);
    }
  }

  /** The transaction is rolled back, to be tried again whole. */
  final void isTriedAgain(String way) throws SQLException {
    refuse(way);
    assertThatThrownBy(() -> apply(hub, "c1", "hq"))
        .as(way)
        .isInstanceOf(ApplyTransaction.ApplyInterruptedException.class)
        .hasMessageNotContaining("closed");
    assertThat(db.ask("select count(*) from \"orders\"")).as(way).containsExactly("0");
  }

  private Applied apply(Applier applier, String source, String destination) {
    List<Item> items = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      Row row = Row.of("" + i, "1", i == 7 || i == 30 ? "late" : "fine");
      items.add(new Item.Change(db.orders, null, row));
    }
    Header header = new Header(source, destination, 1, 1, Header.NO_HASH, 0, "shop", "1");
    try (ApplyTransaction tx = db.begin()) {
      return Steps.apply(applier, tx, header, "#1", items.iterator());
    }
  }

  private List<String> reasons(String stream, Wait.Kind kind) {
    try (ApplyTransaction tx = db.begin()) {
      return tx.waits(stream, kind).stream().map(Wait::reason).toList();
    }
  }

  @Test
  void a_raised_rule_keeps_its_row_waiting_with_its_message_at_hub_and_spoke() throws SQLException {
    parks("simple");
  }
}
