package io.bactrian.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.config.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the hub makes of one row of a spoke's change. A row is written as the values of its columns
 * with a blank between, an absent row as a dash.
 */
class MergeTest {
  private static final Table PAIR = table(LogicalType.TEXT, "a", "b");
  private static final Table ADDRESS = table(LogicalType.TEXT, "name", "street", "city");
  private static final Table STOCK = table(LogicalType.INTEGER, "left");

  @TempDir Path folder;

  private static Table table(LogicalType type, String... columns) {
    return new Table(
        "item",
        Stream.of(columns).map(name -> new Column(name, type, "t", 0, -1, true, false)).toList());
  }

  @ParameterizedTest(name = "{0} | {1} | {2} -> {3}: {4} or {5}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # base | ours | theirs | conflicts       | hub wins | spoke wins

          # nobody or only one side changed it
          a b    | a b  | a b    |                 | a b      | a b
          a b    | a b  | x b    |                 | x b      | x b
          a b    | y b  | a b    |                 | y b      | y b
          a b    | y b  | a x    |                 | y x      | y x
          -      | -    | x b    |                 | x b      | x b
          a b    | a b  | -      |                 | -        | -

          # both did, and to the same end
          a b    | x b  | x b    |                 | x b      | x b
          a b    | x y  | x b    |                 | x y      | x y
          -      | a b  | a b    |                 | a b      | a b
          a b    | -    | -      |                 | -        | -
          -      | -    | -      |                 | -        | -

          # both did: a rule decides, for each column that both changed
          a b    | y b  | x b    | update/update 0 | y b      | x b
          a b    | y c  | x b    | update/update 0 | y c      | x c
          a b    | y b  | x c    | update/update 0 | y c      | x c
          a b    | y y  | x x    | update/update 0, update/update 1 | y y | x x
          -      | y b  | x b    | insert/insert 0 | y b      | x b

          # one side deleted what the other changed: the row stands or falls as a whole
          a b    | y b  | -      | update/delete 0 1 | y b    | -
          -      | y b  | -      | update/delete 0 1 | y b    | -
          a b    | -    | x b    | delete/update 0 1 | -      | x b
          a b    | -    | a b    | delete/update 0 1 | -      | a b
          """)
  void a_row_is_merged_column_by_column(
      String base, String ours, String theirs, String conflicts, String hub, String spoke)
      throws IOException {
    check(merge("{rule: hub}", PAIR, base, ours, theirs), ours, hub, conflicts);
    String rules = "{rule: spoke, on: {update-delete: spoke, delete-update: spoke}}";
    check(merge(rules, PAIR, base, ours, theirs), ours, spoke, conflicts);
  }

  @ParameterizedTest(name = "{0} | {1} | {2} -> {3}: {4}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # base | ours  | theirs | conflicts         | the row is
          n s c  | n t c | n s d  | update/update 1 2 | n t c
          n s c  | n s c | n s d  |                   | n s d
          n s c  | n t c | x s c  |                   | x t c
          n s c  | y t c | x s c  | update/update 0   | y t c
          """)
  void columns_of_a_group_are_decided_together(
      String base, String ours, String theirs, String conflicts, String row) throws IOException {
    String rules = "{groups: {address: {columns: [street, city]}}}";
    check(merge(rules, ADDRESS, base, ours, theirs), ours, row, conflicts);
  }

  @ParameterizedTest(name = "{0} | {1} | {2} -> {3}: {4}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # base | ours | theirs | conflicts       | the row is
          10     | 10   | 13     |                 | 13
          10     | 8    | 10     |                 | 8
          10     | 8    | 13     | update/update 0 | 11
          10     | 8    | 8      | update/update 0 | 6
          -      | 8    | 13     | insert/insert 0 | 8
          """)
  void differences_are_added_up_where_the_rules_say_so(
      String base, String ours, String theirs, String conflicts, String row) throws IOException {
    String rules = "{columns: {left: add}}";
    check(merge(rules, STOCK, base, ours, theirs), ours, row, conflicts);
  }

  private Merge.Result merge(String rules, Table table, String base, String ours, String theirs)
      throws IOException {
    Path file = folder.resolve("rules.yaml");
    Files.writeString(file, "version: 1\ntables:\n  item: " + rules + "\n");
    Faults faults = new Faults();
    Schema hub = new Schema(Map.of(table.name(), table), List.of());
    Rules read = RulesFile.read(file, hub, RuleExpressions.SIMPLE, faults);
    faults.throwIfAny();
    Merge merge = new Merge(read, (t, c, a, b) -> Objects.equals(a.get(c), b.get(c)));
    BitSet all = new BitSet();
    all.set(0, table.width());
    return merge.judge(new Versions(table, all, row(base), row(ours), row(theirs), "c42"));
  }

  /** Written is exactly what differs from the hub's row. */
  private static void check(Merge.Result result, String ours, String row, String conflicts) {
    assertThat(result.row()).isEqualTo(row(row));
    assertThat(result.judged().stream().map(MergeTest::words).collect(Collectors.joining(", ")))
        .isEqualTo(Objects.requireNonNullElse(conflicts, ""));
    BitSet written = new BitSet();
    for (int c = 0; result.row() != null && c < result.row().toArray().length; c++) {
      written.set(c, row(ours) == null || !row(ours).get(c).equals(result.row().get(c)));
    }
    assertThat(result.write()).isEqualTo(written);
  }

  private static String words(Merge.Judged judged) {
    Conflict conflict = judged.conflict();
    return conflict.kind().word()
        + conflict.columns().stream().map(column -> " " + column).collect(Collectors.joining());
  }

  private static Row row(String text) {
    return text.equals("-") ? null : Row.of(text.split(" "));
  }
}
