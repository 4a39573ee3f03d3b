package io.bactrian.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.Touched.How;
import io.bactrian.changeset.Column;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was done to rows is known at the end of a changeset, and memory does not grow with it. */
class TouchedRowsTest {
  private static final int FEW = 64;

  private static final Table OURS =
      new Table(
          "ours",
          List.of(
              new Column("id", LogicalType.INTEGER, "bigint", 0, -1, false, true),
              new Column("note", LogicalType.TEXT, "text", 0, -1, true, false)));

  @TempDir Path folder;

  private static RowId ours(int id) {
    return new RowId("ours", Key.of("" + id));
  }

  private static Write write(Operation operation, int id) {
    return new Write(OURS, operation, Row.of("" + id, "note"), new BitSet(), "c1");
  }

  private static Write move(int from, int to) {
    Row row = Row.of("" + to, "note");
    return new Write(OURS, Operation.UPDATE, row, new BitSet(), "c1", Key.of("" + from));
  }

  /** Each kind of work on rows, by their number modulo ten; of some, more comes later. */
  private static void fill(TouchedRows touched, int rows) {
    for (int i = 0; i < rows; i++) {
      int kind = i % 10;
      touched.judged(Set.of(ours(i)), id -> kind != 1 && kind != 2);
      switch (kind) {
        case 0, 5 -> touched.wrote(write(Operation.DELETE, i), true, true);
        case 2 -> touched.wrote(write(Operation.INSERT, i), true, true);
        case 3, 6 -> touched.wrote(write(Operation.UPDATE, i), true, false);
        case 4 -> touched.wrote(write(Operation.UPDATE, i), false, false);
        case 7 -> touched.wrote(move(i, i + rows), true, true);
        default -> {} // decided, and nothing to write
      }
    }
    for (int i = 0; i < rows; i++) {
      switch (i % 10) {
        case 5 -> touched.wrote(write(Operation.INSERT, i), true, true);
        case 6 -> touched.wrote(write(Operation.DELETE, i), true, true);
        default -> {} // nothing more
      }
    }
  }

  private static Set<How> expected(int kind) {
    return switch (kind) {
      case 0, 7 -> EnumSet.of(How.DELETED);
      case 1 -> EnumSet.of(How.UNLOCKED);
      case 2 -> EnumSet.of(How.PLACED);
      case 3 -> EnumSet.of(How.PLACED, How.UNSEEN);
      case 5 -> EnumSet.of(How.DELETED, How.PLACED);
      case 6 -> EnumSet.of(How.DELETED, How.UNSEEN);
      default -> EnumSet.noneOf(How.class);
    };
  }

  /** As many as rows, in parts; each is about the row of its number, and of the one before. */
  private JudgedRows judged(int rows, int inMemory) {
    JudgedRows judged = new JudgedRows(folder, inMemory);
    for (int i = 0; i < rows; i++) {
      Map<RowId, Table> reach = new HashMap<>(Map.of(ours(i), OURS));
      reach.put(ours(Math.max(0, i - 1)), OURS);
      judged.add(new RowId("theirs", Key.of("" + i)), new Verdicts.Judged(OURS, null, reach));
    }
    return judged;
  }

  private static Map<RowId, Set<How>> all(TouchedRows touched, JudgedRows judged) {
    Map<RowId, Set<How>> all = new HashMap<>();
    touched.each(
        judged,
        (some, done) ->
            some.values()
                .forEach(
                    one -> {
                      for (RowId row : one.rows().keySet()) {
                        Set<How> how = EnumSet.noneOf(How.class);
                        EnumSet.allOf(How.class).stream()
                            .filter(each -> done.is(row, each))
                            .forEach(how::add);
                        Set<How> other = all.put(row, how);
                        assertThat(other == null ? how : other).as("of %s", row).isEqualTo(how);
                      }
                    }));
    return all;
  }

  private void findsAll(TouchedRows touched, int rows, int judgedInMemory) {
    fill(touched, rows);
    Map<RowId, Set<How>> found = all(touched, judged(rows, judgedInMemory));
    assertThat(found).hasSize(rows);
    for (int i = 0; i < rows; i++) {
      assertThat(found.get(ours(i))).as("row %d", i).isEqualTo(expected(i % 10));
    }
  }

  @Test
  void what_is_moved_to_a_file_is_found_for_each_judged_row_as_it_was_last() {
    findsAll(new TouchedRows(folder, FEW), 5_000, FEW);
  }

  @Test
  void it_is_found_as_well_where_only_the_judged_rows_are_few() {
    findsAll(new TouchedRows(folder, FEW), 1_000, JudgedRows.MOST);
  }

  @Test
  void an_ordinary_changeset_makes_no_file() throws Exception {
    findsAll(new TouchedRows(folder), 1_000, JudgedRows.MOST);
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void rows_of_a_large_changeset_are_not_held_in_memory() {
    TouchedRows touched = new TouchedRows(folder);
    int most = 0;
    for (int i = 0; i < 200_000; i++) {
      touched.wrote(write(Operation.DELETE, i), false, true);
      most = Math.max(most, touched.held());
    }
    assertThat(most).isLessThan(TouchedRows.MOST);
    touched.close();
  }

  @Test
  void a_row_whose_key_was_taken_by_another_is_found_under_both_keys() {
    TouchedRows touched = new TouchedRows(folder, 1);
    touched.judged(Set.of(ours(1)), id -> false);
    touched.wrote(move(2, 1), true, true);
    Map<RowId, Set<How>> found = all(touched, judged(3, 1));
    assertThat(found.get(ours(1))).containsExactly(How.PLACED);
    assertThat(found.get(ours(2))).containsExactly(How.DELETED);
  }

  @Test
  void the_files_are_gone_when_the_rows_are() throws Exception {
    TouchedRows touched = new TouchedRows(folder, FEW);
    JudgedRows judged = judged(1_000, FEW);
    fill(touched, 1_000);
    all(touched, judged);
    judged.close();
    touched.close();
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }
}
