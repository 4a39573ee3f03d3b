package io.bactrian.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgedRowsTest {
  private static final Table THEIRS = table("theirs");
  private static final Table OURS = table("ours");
  private static final String LONG = "l'été, \\ \"".repeat(100);

  @TempDir Path folder;

  private static Table table(String name) {
    return new Table(
        name,
        List.of(
            new Column("id", LogicalType.INTEGER, "bigint", 0, -1, false, true),
            new Column("note", LogicalType.TEXT, "text", 0, -1, true, false)));
  }

  private static RowId theirs(int id) {
    return new RowId("theirs", Key.of("" + id));
  }

  private static Verdicts.Judged judged(int id, String note, int ours) {
    SentRow after = note == null ? null : SentRow.of(THEIRS, Row.of("" + id, note));
    return new Verdicts.Judged(THEIRS, after, Map.of(new RowId("ours", Key.of("" + ours)), OURS));
  }

  private static void fill(JudgedRows rows) {
    for (int i = 0; i < 1_000; i++) {
      rows.add(theirs(i), judged(i, "first", i));
    }
    for (int i = 0; i < 1_000; i += 3) {
      rows.add(theirs(i), judged(i, i % 2 == 0 ? LONG : null, i + 5_000));
    }
  }

  private static Map<RowId, Verdicts.Judged> all(JudgedRows rows) {
    Map<RowId, Verdicts.Judged> all = new LinkedHashMap<>();
    rows.each(
        some ->
            some.forEach((row, one) -> assertThat(all.put(row, one)).as("given twice").isNull()));
    return all;
  }

  @Test
  void what_is_moved_to_a_file_comes_back_once_for_each_row_as_it_was_sent_last() {
    JudgedRows moved = new JudgedRows(folder, 64);
    fill(moved);
    Map<RowId, Verdicts.Judged> all = all(moved);
    assertThat(all).hasSize(1_000);
    Column note = THEIRS.column(1);
    all.forEach(
        (row, one) -> {
          int id = Integer.parseInt(row.key().get(0));
          Set<RowId> ours = new HashSet<>(Set.of(new RowId("ours", Key.of("" + id))));
          if (id % 3 == 0) {
            ours.add(new RowId("ours", Key.of("" + (id + 5_000))));
          }
          assertThat(one.rows().keySet()).isEqualTo(ours);
          if (id % 3 == 0 && id % 2 != 0) {
            assertThat(one.after()).isNull();
          } else {
            assertThat(one.after().same(note, 1, id % 3 == 0 ? LONG : "first")).isTrue();
            assertThat(one.after().same(note, 1, "other")).isFalse();
          }
        });
    assertThat(all(moved)).as("again").hasSameSizeAs(all);
  }

  @Test
  void rows_come_back_by_whole_batches_since_each_costs_statements() {
    JudgedRows moved = new JudgedRows(folder, 64);
    fill(moved);
    int[] calls = {0};
    moved.each(some -> calls[0]++);
    assertThat(calls[0]).isEqualTo(1);
  }

  @Test
  void a_row_is_known_wherever_it_is() {
    JudgedRows moved = new JudgedRows(folder, 64);
    fill(moved);
    for (int i = 0; i < 1_000; i++) {
      assertThat(moved.contains(theirs(i))).isTrue();
      assertThat(moved.contains(theirs(i + 1_000))).isFalse();
    }
  }

  @Test
  void an_ordinary_changeset_makes_no_file_and_keeps_its_order() throws Exception {
    JudgedRows rows = new JudgedRows(folder);
    fill(rows);
    assertThat(all(rows).keySet()).startsWith(theirs(0), theirs(1), theirs(2));
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void the_file_is_gone_when_the_rows_are() throws Exception {
    JudgedRows rows = new JudgedRows(folder, 64);
    fill(rows);
    rows.close();
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }
}
