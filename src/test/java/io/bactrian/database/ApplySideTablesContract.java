package io.bactrian.database;

import static io.bactrian.database.ApplyDatabase.insert;
import static io.bactrian.database.ApplyDatabase.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.LoadProgress;
import io.bactrian.apply.LoadScope;
import io.bactrian.apply.OutboxRecord;
import io.bactrian.apply.OutboxText;
import io.bactrian.apply.PartnerState;
import io.bactrian.apply.StreamState;
import io.bactrian.apply.Wait;
import io.bactrian.apply.WaitingRow;
import io.bactrian.apply.Write;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Item.Request.What;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.destination.Destinations;
import io.bactrian.problem.ProblemException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What appliers keep beside the rows, in one transaction with them, on every database. */
abstract class ApplySideTablesContract {
  ApplyDatabase db;

  abstract ApplyDatabase open() throws SQLException;

  @BeforeEach
  void openDatabase() throws SQLException {
    db = open();
  }

  @Test
  void a_stream_begins_at_nothing_and_advances_with_the_commit() throws SQLException {
    try (ApplyTransaction tx = db.begin()) {
      assertThat(tx.lockStream("c1")).isEqualTo(new StreamState("c1", 1, 0, Header.NO_HASH, 0, 0));
      tx.saveStream(new StreamState("c1", 1, 1, "abc", 5, 6));
      tx.commit();
    }
    try (ApplyTransaction tx = db.begin()) {
      assertThat(tx.lockStream("c1")).isEqualTo(new StreamState("c1", 1, 1, "abc", 5, 6));
    }
    try (Connection connection = db.connections.getConnection()) {
      StreamTable table = new StreamTable(connection, db.dialect.refusals());
      assertThat(table.read("c1")).contains(new StreamState("c1", 1, 1, "abc", 5, 6));
      assertThat(table.read("c2")).isEmpty();
    }
  }

  @Test
  void two_transactions_on_one_stream_take_turns() throws Exception {
    CompletableFuture<StreamState> second;
    try (ApplyTransaction tx = db.begin()) {
      tx.lockStream("c1");
      second =
          CompletableFuture.supplyAsync(
              () -> {
                try (ApplyTransaction other = db.begin()) {
                  return other.lockStream("c1");
                }
              });
      tx.saveStream(new StreamState("c1", 1, 7, "abc", 0, 0));
      assertThat(second).isNotDone();
      tx.commit();
    }
    assertThat(second.get(20, TimeUnit.SECONDS).number()).isEqualTo(7);
  }

  @Test
  void pending_are_own_changes_that_the_partner_sees_before_or_after() throws SQLException {
    db.destinations.put(
        "orders",
        (table, row) -> row == null ? Destinations.NONE : Destinations.of("c" + row.get(1)));
    change(1001, "other", null, "orders", null, "(1,1,)");
    change(1002, "other", null, "orders", "(2,1,)", "(2,2,)");
    change(1003, "other", null, "orders", "(3,3,)", null);
    change(1004, "other", "c1", "orders", "(4,1,)", null);
    change(1005, "other", null, "orders", "(5,1,)", null);
    change(1006, "other", null, "customer", "(1,,,,)", null);
    try (ApplyTransaction tx = db.begin()) {
      List<RowId> rows = IntStream.rangeClosed(1, 4).mapToObj(i -> order(i)).toList();
      assertThat(tx.changedInOutbox("c1", rows)).containsExactlyInAnyOrder(order(1), order(2));
      assertThat(tx.changedInOutbox("c3", rows)).containsExactly(order(3));
      assertThat(tx.changedInOutbox("c1", List.of())).isEmpty();
    }
  }

  @Test
  void a_table_is_walked_in_the_order_of_its_key() throws SQLException {
    db.run("insert into \"customer\" (\"id\", \"name\") values (1, 'Ada')");
    db.run("insert into \"orders\" values (1, 1, null), (2, 1, null)");
    db.run("insert into \"line\" values (1, 1, 'x'), (1, 2, 'y'), (2, 1, 'z')");
    try (ApplyTransaction tx = db.begin()) {
      assertThat(keys(tx.page(db.line, null, 2))).containsExactly("1 1", "1 2");
      assertThat(keys(tx.page(db.line, Key.of("1", "2"), 2))).containsExactly("2 1");
      assertThat(tx.page(db.line, Key.of("2", "1"), 2)).isEmpty();
    }
  }

  private List<String> keys(List<Row> rows) {
    return rows.stream().map(db.line::keyOf).map(key -> key.get(0) + " " + key.get(1)).toList();
  }

  @Test
  void what_was_applied_is_remembered_by_its_hash() throws SQLException {
    try (ApplyTransaction tx = db.begin()) {
      tx.lockStream("c1");
      tx.saveStream(new StreamState("c1", 1, 7, "abc", 0, 0));
      tx.commit();
    }
    try (Connection connection = db.connections.getConnection()) {
      StreamTable table = new StreamTable(connection, db.dialect.refusals());
      assertThat(table.hash("c1", 7)).contains("abc");
      assertThat(table.hash("c1", 6)).isEmpty();
      assertThat(table.hash("c2", 7)).isEmpty();
    }
  }

  private static RowId order(int id) {
    return new RowId("orders", Key.of("" + id));
  }

  private void change(
      int number, String transaction, String origin, String table, String before, String after)
      throws SQLException {
    db.run(
        "insert into bactrian_change (number, transaction, at, origin, kind, table_name, before, after) values (%d, %s, current_timestamp, %s, 'C', %s, %s, %s)"
            .formatted(
                number, text(transaction), text(origin), text(table), text(before), text(after)));
  }

  private static String text(String value) {
    return value == null ? "null" : "'" + value + "'";
  }

  @Test
  void capture_is_as_far_as_its_row_says() throws SQLException {
    try (ApplyTransaction tx = db.begin()) {
      assertThat(tx.capturedThrough()).isZero();
      db.run("delete from bactrian_stream where source = '*'");
      db.run("insert into bactrian_stream (source, position) values ('*', 42)");
      assertThat(tx.capturedThrough()).isEqualTo(42);
    }
  }

  @Test
  void records_go_out_in_order_under_one_transaction() throws SQLException {
    List<OutboxRecord> records = new ArrayList<>();
    for (int i = 1; i <= 30; i++) {
      records.add(new OutboxRecord.MarkerFor("c1", new Item.Marker(1, i)));
    }
    try (ApplyTransaction tx = db.begin()) {
      tx.lockStream("c1");
      tx.append(records);
      tx.append(List.of());
      tx.commit();
    }
    List<String> texts =
        db.ask("select after from bactrian_change where kind = 'M' order by number");
    assertThat(texts.stream().map(text -> OutboxText.parse('M', text))).isEqualTo(records);
    assertThat(db.ask("select distinct transaction from bactrian_change")).hasSize(1);
    assertThat(db.ask("select distinct extract(minute from at) from bactrian_change"))
        .containsExactly("4");
    try (ApplyTransaction tx = db.begin()) {
      tx.lockStream("c1");
      tx.append(records);
      tx.commit();
    }
    assertThat(db.ask("select distinct transaction from bactrian_change")).hasSize(2);
  }

  @Test
  void what_waits_is_put_listed_and_removed() throws SQLException {
    try (ApplyTransaction tx = db.begin()) {
      tx.put(wait("c1", 1));
      tx.put(wait("c1", 0));
      tx.put(wait("c2", 0));
      tx.put(wait("c1", 1));
      Wait.Kind parked = Wait.Kind.PARKED;
      RowId row = new RowId("shop", wait("c1", 0).key());
      assertThat(tx.waits("c1", parked)).containsExactly(wait("c1", 0), wait("c1", 1));
      assertThat(tx.waits("c1", Wait.Kind.DEFERRED)).isEmpty();
      assertThat(tx.waits("c1", parked, row)).containsExactly(wait("c1", 0), wait("c1", 1));
      RowId other = new RowId("other", row.key());
      assertThat(tx.waits("c1", parked, other)).isEmpty();
      assertThat(tx.waits("c1", parked, List.of(other, row)))
          .containsExactly(wait("c1", 0), wait("c1", 1));
      assertThat(tx.waits("c1", parked, Set.of())).isEmpty();
      assertThat(tx.waiting("c1", parked))
          .containsExactly(new WaitingRow(row, 2, 1, 3, 6, "until"));
      tx.remove(wait("c1", 0));
      tx.commit();
    }
    try (Connection connection = db.connections.getConnection()) {
      WaitTable table = new WaitTable(connection);
      assertThat(table.read("c1", Wait.Kind.PARKED)).containsExactly(wait("c1", 1));
      assertThat(new WaitingAmounts(connection).amounts("c1"))
          .containsExactly(Map.entry(Wait.Kind.PARKED, new WaitingAmounts.Amount(1, 3)));
    }
  }

  @Test
  void what_goes_on_with_a_partner_is_noted_with_the_commit_beside_its_stream()
      throws SQLException {
    LoadScope two = LoadScope.of(What.LOAD, List.of("line", "or, \"ders"));
    LoadScope one = LoadScope.of(What.LOAD, List.of("line"));
    LoadProgress load =
        new LoadProgress("c1", two, false, 7, 0, 0, "line", Key.of("a,b"), 3, true, one, 9);
    PartnerState state = PartnerState.none("c1").with(load).with(What.OFFER);
    try (ApplyTransaction tx = db.begin()) {
      assertThat(tx.partner("c1")).isEqualTo(PartnerState.none("c1"));
      tx.lockStream("c1");
      tx.savePartner(state);
      assertThat(tx.partner("c1")).isEqualTo(state);
      tx.saveStream(new StreamState("c1", 1, 1, "abc", 5, 6));
      tx.commit();
    }
    try (ApplyTransaction tx = db.begin()) {
      assertThat(tx.lockStream("c1")).isEqualTo(new StreamState("c1", 1, 1, "abc", 5, 6));
      assertThat(tx.partner("c1")).isEqualTo(state);
      tx.savePartner(state.withoutLoad().withoutRequest());
      assertThat(tx.partner("c1")).isEqualTo(PartnerState.none("c1"));
      assertThatThrownBy(() -> tx.savePartner(PartnerState.none("c2")))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("c2");
    }
    try (Connection connection = db.connections.getConnection()) {
      assertThat(new PartnerTable(connection).loading()).containsExactly("c1");
    }
  }

  private static Wait wait(String stream, int sequence) {
    return new Wait(
        stream,
        Wait.Kind.PARKED,
        "shop",
        Key.of("1", "a,b"),
        sequence,
        3,
        "why",
        "(p)",
        "until",
        ApplyDatabase.NOW);
  }

  @Test
  void triggers_see_the_origin_of_each_write_and_later_sessions_none() throws SQLException {
    List<Write> writes = new ArrayList<>();
    String[] origins = {"c1", null, "c2", "c2"};
    for (int i = 0; i < origins.length; i++) {
      writes.add(
          ApplyDatabase.write(
              db.customer,
              Operation.INSERT,
              origins[i],
              ApplyDatabase.all(db.customer),
              i + "",
              null,
              "Ada",
              "1.00",
              null));
    }
    try (ApplyTransaction tx = db.begin()) {
      Object savepoint = tx.savepoint();
      tx.write(
          List.of(
              insert(db.orders, "1", "1", null), insert(db.customer, "9", null, "x", "1", null)));
      tx.rollbackTo(savepoint);
      assertThat(tx.write(writes)).isEmpty();
      tx.commit();
    }
    db.run("insert into \"customer\" (\"id\", \"name\") values (4, 'Bob')");
    assertThat(db.ask("select coalesce(origin, '-') from bactrian_change order by after"))
        .containsExactly("c1", "-", "c2", "c2", "-");
  }
}
