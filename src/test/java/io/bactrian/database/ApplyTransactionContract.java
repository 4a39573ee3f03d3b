package io.bactrian.database;

import static io.bactrian.database.ApplyDatabase.insert;
import static io.bactrian.database.ApplyDatabase.row;
import static io.bactrian.database.ApplyDatabase.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.ApplyTransaction.ApplyInterruptedException;
import io.bactrian.apply.ApplyTransaction.RowsTooLargeException;
import io.bactrian.apply.InParts;
import io.bactrian.apply.OutboxRecord;
import io.bactrian.apply.Wait;
import io.bactrian.apply.Write;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What appliers rely on, on every database. */
abstract class ApplyTransactionContract {
  ApplyDatabase db;

  /** A fresh one, with a table {@code everything}. */
  abstract ApplyDatabase open() throws SQLException;

  /** A row of {@code everything}; the first column is an identity that is always generated. */
  abstract List<String> everything();

  @BeforeEach
  void openDatabase() throws SQLException {
    db = open();
  }

  @Test
  void closing_without_commit_leaves_nothing() throws SQLException {
    try (ApplyTransaction tx = db.begin()) {
      tx.lockStream("c1");
      assertThat(tx.write(List.of(insert(db.customer, "1", "a@x", "Ada", "0.00", null)))).isEmpty();
      tx.append(List.of(new OutboxRecord.MarkerFor("c1", new Item.Marker(1, 1))));
      tx.put(wait("c1", 0));
    }
    assertThat(db.ask("select source from bactrian_stream")).isEmpty();
    assertThat(db.ask("select \"id\" from \"customer\"")).isEmpty();
    assertThat(db.ask("select number from bactrian_change")).isEmpty();
    assertThat(db.ask("select stream from bactrian_wait")).isEmpty();
  }

  @Test
  void values_of_every_type_are_read_back_as_they_were_written() {
    for (int rows : new int[] {1, 60}) {
      Table table = db.schema.table("everything");
      String[] values = everything().toArray(new String[0]);
      try (ApplyTransaction tx = db.begin()) {
        List<Write> writes = new ArrayList<>();
        for (int i = 1; i <= rows; i++) {
          values[0] = "" + i;
          writes.add(insert(table, values.clone()));
        }
        String[] nothing = new String[values.length];
        nothing[0] = "0";
        writes.add(insert(table, nothing));
        assertThat(tx.write(writes)).isEmpty();
        assertThat(row(tx, table, "" + rows).toArray()).isEqualTo(values);
        assertThat(row(tx, table, "0").toArray()).isEqualTo(nothing);
        BitSet all = ApplyDatabase.all(table);
        values[0] = "0";
        Write update = ApplyDatabase.write(table, Operation.UPDATE, "c1", all, values);
        assertThat(tx.write(List.of(update))).isEmpty();
        assertThat(row(tx, table, "0").toArray()).isEqualTo(values);
      }
    }
  }

  @Test
  void large_binary_values_are_read_back_as_they_were_written() {
    Table table = db.schema.table("everything");
    int binary = table.width() - 1;
    while (table.column(binary).type() != LogicalType.BINARY) {
      binary--;
    }
    for (int rows : new int[] {1, 60}) {
      try (ApplyTransaction tx = db.begin()) {
        String[] values = new String[table.width()];
        List<Write> writes = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
          values[0] = "" + i;
          values[binary] = i == 0 ? "00ff".repeat(700_000) : "0a";
          writes.add(insert(table, values.clone()));
        }
        assertThat(tx.write(writes)).isEmpty();
        assertThat(row(tx, table, "0")).isEqualTo(writes.get(0).row());
        values[0] = "0";
        values[binary] = "fe".repeat(1_500_000);
        BitSet all = ApplyDatabase.all(table);
        Write update = ApplyDatabase.write(table, Operation.UPDATE, "c1", all, values);
        assertThat(tx.write(List.of(update))).isEmpty();
        Row standing = tx.loadAndLock(table, Set.of(Key.of("0"))).get(Key.of("0"));
        assertThat(standing).isEqualTo(update.row());
      }
    }
  }

  @Test
  void columns_that_are_not_given_take_their_defaults() {
    try (ApplyTransaction tx = db.begin()) {
      BitSet columns = new BitSet();
      columns.set(0);
      columns.set(2);
      Write write =
          ApplyDatabase.write(
              db.customer, Operation.INSERT, "c1", columns, "1", "ignored", "Ada", "3", "9");
      assertThat(tx.write(List.of(write))).isEmpty();
      assertThat(row(tx, db.customer, "1")).isEqualTo(Row.of("1", null, "Ada", "7.00", null));
    }
  }

  @Test
  void rows_are_locked_by_simple_and_composite_keys() throws SQLException {
    db.run("insert into \"customer\" (\"id\", \"name\") values (1, 'Ada'), (2, 'Bob')");
    db.run("insert into \"orders\" values (1, 1, null), (2, 2, null)");
    db.run("insert into \"line\" values (1, 1, 'x'), (1, 2, 'y'), (2, 1, 'z')");
    try (ApplyTransaction tx = db.begin()) {
      assertThat(tx.loadAndLock(db.customer, List.of(Key.of("2"), Key.of("3"), Key.of("1"))))
          .containsOnlyKeys(Key.of("1"), Key.of("2"))
          .containsEntry(Key.of("1"), Row.of("1", null, "Ada", "7.00", null));
      Set<Key> keys = Set.of(Key.of("1", "2"), Key.of("2", "1"), Key.of("2", "2"));
      assertThat(tx.loadAndLock(db.line, keys)).hasSize(2);
      assertThat(tx.read(db.line, keys))
          .containsEntry(Key.of("1", "2"), Row.of("1", "2", "y"))
          .containsEntry(Key.of("2", "1"), Row.of("2", "1", "z"));
      CompletableFuture<Void> rival =
          CompletableFuture.runAsync(
              () -> deleteAtOnce("delete from \"line\" where \"text\" = 'z'"));
      assertThat(rival).isNotDone();
      tx.write(List.of(update(db.line, "text", "2", "1", "changed")));
      tx.commit();
      rival.join();
    }
    assertThat(db.ask("select \"text\" from \"line\" where \"order\" = 2"))
        .containsExactly("changed");
  }

  @Test
  void what_is_deleted_along_with_a_row_is_found() throws SQLException {
    db.run("insert into \"customer\" (\"id\", \"name\") values (1, 'Ada')");
    db.run("insert into \"orders\" values (1, 1, null), (2, 1, null), (3, 1, null)");
    db.run("insert into \"line\" values (1, 1, 'a'), (1, 2, 'b'), (3, 1, 'c')");
    try (ApplyTransaction tx = db.begin()) {
      List<Row> orders = List.of(Row.of("1", "1", null), Row.of("2", "1", null));
      assertThat(tx.lockCascaded(db.orders, orders))
          .containsExactly(
              Map.entry(
                  new RowId("orders", Key.of("1")),
                  Set.of(
                      new RowId("line", Key.of("1", "1")), new RowId("line", Key.of("1", "2")))));
      Row customer = Row.of("1", null, "Ada", "7.00", null);
      assertThat(tx.lockCascaded(db.customer, List.of(customer)))
          .as("orders stand in the way")
          .isEmpty();
    }
  }

  private void deleteAtOnce(String sql) {
    try {
      db.run(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Test
  void a_key_that_is_no_value_of_its_column_names_no_row() throws SQLException {
    db.run("insert into \"customer\" (\"id\", \"name\") values (1, 'Ada')");
    try (ApplyTransaction tx = db.begin()) {
      assertThat(tx.loadAndLock(db.customer, List.of(Key.of("1"), Key.of("one"), Key.of("007"))))
          .containsOnlyKeys(Key.of("1"));
      assertThat(tx.loadAndLock(db.customer, List.of(Key.of("01")))).containsOnlyKeys(Key.of("01"));
    }
  }

  @Test
  void savepoints_nest() {
    try (ApplyTransaction tx = db.begin()) {
      tx.write(List.of(insert(db.customer, "1", null, "Ada", "0.00", null)));
      Object outer = tx.savepoint();
      tx.write(List.of(insert(db.customer, "2", null, "Bob", "0.00", null)));
      Object inner = tx.savepoint();
      tx.write(List.of(insert(db.customer, "3", null, "Cyd", "0.00", null)));
      tx.rollbackTo(inner);
      assertThat(row(tx, db.customer, "3")).isNull();
      assertThat(row(tx, db.customer, "2")).isNotNull();
      tx.rollbackTo(inner);
      tx.rollbackTo(outer);
      assertThat(row(tx, db.customer, "2")).isNull();
      assertThat(row(tx, db.customer, "1")).isNotNull();
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
        null,
        ApplyDatabase.NOW);
  }

  @Test
  void what_is_not_the_datas_fault_interrupts() throws SQLException {
    db.run("drop table bactrian_wait");
    try (ApplyTransaction tx = db.begin()) {
      tx.put(wait("c1", 0));
      assertThatThrownBy(tx::commit)
          .isInstanceOf(ApplyInterruptedException.class)
          .hasMessageContaining("committing")
          .hasMessageContaining("nothing is lost");
    }
  }

  @Test
  void rows_too_large_to_be_held_together_are_refused_and_read_in_parts() throws SQLException {
    db.run("create table \"large\" (\"id\" int primary key, \"body\" " + text() + ")");
    for (int i = 1; i <= 9; i++) {
      db.run("insert into \"large\" values (" + i + ", repeat('x', 1000000))");
    }
    Table large = db.table("large");
    List<Key> keys = IntStream.rangeClosed(1, 9).mapToObj(i -> Key.of("" + i)).toList();
    try (ApplyTransaction tx = db.begin()) {
      assertThatThrownBy(() -> tx.loadAndLock(large, keys))
          .isInstanceOf(RowsTooLargeException.class)
          .hasMessageContaining("9 at a time");
      List<Key> found = new ArrayList<>();
      InParts.of(keys, some -> found.addAll(tx.read(large, some).keySet()));
      assertThat(found).hasSameElementsAs(keys).hasSize(9);
      List<Row> page = tx.page(large, null, 1_000);
      assertThat(page).hasSizeBetween(1, 6);
      assertThat(tx.page(large, Key.of("8"), 1_000)).hasSize(1);
    }
  }

  @Test
  void what_waits_is_taken_back_with_its_savepoint() throws SQLException {
    try (ApplyTransaction tx = db.begin()) {
      tx.put(wait("c1", 0));
      Object savepoint = tx.savepoint();
      tx.put(wait("c1", 1));
      tx.remove(wait("c1", 0));
      tx.rollbackTo(savepoint);
      assertThat(tx.waits("c1", Wait.Kind.PARKED)).containsExactly(wait("c1", 0));
    }
  }

  /** The type of texts of any length. */
  abstract String text();
}
