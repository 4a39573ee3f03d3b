package io.bactrian.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.transform.RowPart;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A spoke deletes a row that gives columns of one of ours. */
class RemovedPartTest {
  private static final Table ITEM =
      new Table("item", List.of(column("id", true), column("x", false), column("z", false)));
  private static final Row OURS = Row.of("1", "x", "ours");

  private static Column column(String name, boolean key) {
    return new Column(name, LogicalType.TEXT, "text", 0, -1, !key, key);
  }

  private static MappedChange.Pair removed(String z) {
    BitSet columns = new BitSet();
    columns.set(0);
    columns.set(2);
    return new MappedChange.Pair(
        new RowPart(ITEM, Row.of("1", null, z), columns, false), (RowPart) null);
  }

  @Test
  void its_columns_become_null() {
    assertThat(removed("theirs").base(OURS)).isEqualTo(Row.of("1", "x", "theirs"));
    assertThat(removed("theirs").theirs(OURS)).isEqualTo(Row.of("1", "x", null));
  }

  @Test
  void a_value_that_was_too_large_to_be_sent_is_not_taken_for_null_before() {
    assertThat(removed(null).base(OURS)).isNull();
    assertThat(removed(null).theirs(OURS)).isEqualTo(Row.of("1", "x", null));
  }
}
