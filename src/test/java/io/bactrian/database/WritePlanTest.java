package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.Write;
import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WritePlanTest {
  private static final Table PARENT =
      new Table("parent", List.of(column("id", true), column("name", false)));
  private static final Table CHILD =
      new Table("child", List.of(column("id", true), column("parent", false)));
  private static final ForeignKeys REFERENCES =
      new ForeignKeys(
          new Schema(
              Map.of("parent", PARENT, "child", CHILD),
              List.of(
                  new Schema.ForeignKey(
                      "child", List.of("parent"), "parent", List.of("id"), "CASCADE"))));

  private static Column column(String name, boolean key) {
    return new Column(name, LogicalType.INTEGER, "integer", 0, -1, !key, key);
  }

  /** Each batch as operation, table and keys. */
  private static List<String> plan(Write... writes) {
    return WritePlan.of(REFERENCES, List.of(writes)).stream()
        .map(
            batch ->
                batch.operation()
                    + " "
                    + batch.table()
                    + " "
                    + batch.writes().stream().map(w -> w.key().get(0)).toList())
        .toList();
  }

  private static Write put(Table table, int id, int value) {
    return ApplyDatabase.insert(table, "" + id, "" + value);
  }

  private static Write move(int id, int parent) {
    return ApplyDatabase.update(CHILD, "parent", "" + id, "" + parent);
  }

  private static Write drop(Table table, int id) {
    return ApplyDatabase.delete(table, "" + id, null);
  }

  @Test
  void a_thousand_mixed_writes_are_few_batches() {
    List<Write> writes = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      writes.add(put(PARENT, i, 0));
      writes.add(put(CHILD, i, i));
      writes.add(drop(CHILD, 5000 + i));
      writes.add(drop(PARENT, 5000 + i));
    }
    assertThat(WritePlan.of(REFERENCES, writes)).hasSize(4);
  }

  @Test
  void parents_come_before_and_go_after_their_children() {
    assertThat(plan(drop(PARENT, 1), put(CHILD, 8, 9), put(PARENT, 9, 0), drop(CHILD, 7)))
        .containsExactly(
            "DELETE child [7]", "INSERT parent [9]", "INSERT child [8]", "DELETE parent [1]");
  }

  @Test
  void a_row_that_is_moved_away_is_moved_before_its_old_parent_goes() {
    assertThat(plan(move(1, 5), move(1, 6), drop(PARENT, 4)))
        .containsExactly("UPDATE child [1]", "UPDATE child [1]", "DELETE parent [4]");
  }

  @Test
  void a_child_waits_for_the_parent_that_comes_back() {
    assertThat(plan(drop(PARENT, 4), put(PARENT, 4, 1), put(CHILD, 1, 4)))
        .containsExactly("DELETE parent [4]", "INSERT parent [4]", "INSERT child [1]");
  }

  @Test
  void each_origin_has_batches_of_its_own() {
    Write own =
        ApplyDatabase.write(
            CHILD,
            io.bactrian.changeset.Operation.INSERT,
            null,
            ApplyDatabase.all(CHILD),
            "2",
            "1");
    assertThat(plan(put(CHILD, 1, 1), own, put(CHILD, 3, 1)))
        .containsExactly("INSERT child [1, 3]", "INSERT child [2]");
  }
}
