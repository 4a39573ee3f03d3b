package io.bactrian.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.transform.RowPart;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Hashes of ranges of rows: equal where rows are, and small. */
class RangeHashesTest {
  private static final Table TABLE =
      new Table(
          "item",
          List.of(
              new Column("id", LogicalType.INTEGER, "bigint", 0, -1, false, true),
              new Column("name", LogicalType.TEXT, "text", 0, -1, true, false),
              new Column("price", LogicalType.DECIMAL, "numeric", 12, 4, true, false)));

  private static BitSet columns(int... some) {
    BitSet bits = new BitSet();
    for (int one : some) {
      bits.set(one);
    }
    return bits;
  }

  private static ComparedPart part(boolean owner, BitSet columns, String... values) {
    return ComparedPart.of(new RowPart(TABLE, Row.of(values), columns, owner), columns(0, 1, 2));
  }

  private static ComparedPart row(String... values) {
    return part(true, columns(0, 1, 2), values);
  }

  private static List<ComparedPart> rows(int count) {
    List<ComparedPart> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(row("" + i, "item " + i, i + ".5"));
    }
    return rows;
  }

  @Test
  void the_order_and_the_pages_of_rows_make_no_difference() {
    List<ComparedPart> rows = rows(1_000);
    RangeHashes one = RangeHashes.of(64).and(rows);
    Collections.shuffle(rows, new Random(4));
    RangeHashes other =
        RangeHashes.of(64).and(rows.subList(0, 300)).and(rows.subList(300, rows.size()));
    assertThat(one.against(other).differing().isEmpty()).isTrue();
    assertThat(one.against(other).same()).isEqualTo(1_000);
  }

  @Test
  void the_same_value_in_another_text_has_the_same_hash_and_any_other_value_has_not() {
    assertThat(row("1", "a", "1.50").hash()).isEqualTo(row("1", "a", "1.5").hash());
    assertThat(row("1", "a", null).hash()).isNotEqualTo(row("1", "a", "0").hash());
    assertThat(row("1", "", null).hash()).isNotEqualTo(row("1", null, null).hash());
    assertThat(row("1", "a", "2").hash()).isNotEqualTo(row("2", "a", "2").hash());
    assertThat(row("1", "1", "2").hash()).isNotEqualTo(row("1", "2", "1").hash());
  }

  @Test
  void parts_of_a_row_add_up_to_the_whole_row() {
    long parts =
        part(true, columns(0, 1), "1", "a", null).hash()
            + part(false, columns(0, 2), "1", null, "3").hash();
    assertThat(parts).isEqualTo(row("1", "a", "3").hash());
  }

  @Test
  void what_differs_is_found_in_its_range_and_small_tables_are_not_split() {
    List<ComparedPart> rows = rows(5_000);
    List<ComparedPart> theirs = new ArrayList<>(rows);
    ComparedPart changed = row("7", "another", "7.5");
    theirs.set(7, changed);
    RangeHashes whole = RangeHashes.of(1).and(rows).against(RangeHashes.of(1).and(theirs));
    assertThat(whole.stage()).isEqualTo(RangeHashes.Stage.FINER);
    RangeHashes finer = whole.next(false).orElseThrow();
    assertThat(finer.ranges()).isEqualTo(512);
    RangeHashes found =
        finer.and(rows).against(RangeHashes.of(512).and(theirs)).next(false).orElseThrow();
    assertThat(found.differing().cardinality()).isEqualTo(1);
    assertThat(found.includes(changed.place())).isTrue();
    assertThat(rows.stream().filter(row -> found.includes(row.place())).count()).isLessThan(40);
    RangeHashes few =
        RangeHashes.of(1).and(rows.subList(0, 9)).against(RangeHashes.of(1).and(List.of()));
    assertThat(few.next(false).orElseThrow().stage()).isEqualTo(RangeHashes.Stage.ROWS);
  }

  @Test
  void it_travels_and_is_stored_and_what_is_none_is_not_read() {
    RangeHashes counted = RangeHashes.of(8).and(rows(100));
    RangeHashes travelled = RangeHashes.answered(counted.answer("item")).orElseThrow();
    assertThat(counted.against(travelled).differing().isEmpty()).isTrue();
    RangeHashes asked =
        counted.against(RangeHashes.of(8)).next(false).orElseThrow().seen(new long[] {5, -3});
    assertThat(RangeHashes.parse(asked.text()).text()).isEqualTo(asked.text());
    assertThat(RangeHashes.asked(asked.question("item")).differing()).isEqualTo(asked.differing());
    for (String content : new String[] {null, "", "!", "AAAA"}) {
      assertThat(RangeHashes.answered(new Item.Hashes("item", 8, content))).isEmpty();
    }
    assertThat(RangeHashes.asked(new Item.Hashes("item", 8, "!")).differing().cardinality())
        .as("all rows, where the question can't be read")
        .isEqualTo(8);
  }
}
