package io.bactrian.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is inserted goes in as its later updates leave it, but for what may not be inserted. */
class FoldedTest {
  private static final int PARENT = 1;
  private static final int OWNER = 2;
  private static final Table ITEM =
      new Table("item", List.of(column("id", true), column("up", false), column("owner", false)));
  private static final Write INSERT = write(Operation.INSERT, Row.of("1", "p", "c1"), 0, 1, 2);

  private static Column column(String name, boolean key) {
    return new Column(name, LogicalType.TEXT, "text", 0, -1, !key, key);
  }

  private static Write write(Operation operation, Row row, int... columns) {
    return new Write(ITEM, operation, row, columns(columns), "c1");
  }

  private static BitSet columns(int... columns) {
    BitSet set = new BitSet();
    for (int column : columns) {
      set.set(column);
    }
    return set;
  }

  /** A spoke may insert only rows of its own. */
  private static BitSet notInserted(Write insert) {
    return "c1".equals(insert.row().get(OWNER)) ? columns() : columns(OWNER);
  }

  @Test
  void it_is_inserted_under_the_parent_that_it_has_now() {
    Write update = write(Operation.UPDATE, Row.of("1", "q", "c1"), PARENT);
    assertThat(new Folded(List.of(INSERT, update), FoldedTest::notInserted).writes)
        .extracting(Write::operation, write -> write.row().text())
        .containsExactly(tuple(Operation.INSERT, "(1,q,c1)"));
  }

  @Test
  void it_is_inserted_where_its_writer_sees_it_and_then_given_away() {
    Write update = write(Operation.UPDATE, Row.of("1", "q", "c2"), PARENT, OWNER);
    Folded folded = new Folded(List.of(INSERT, update), FoldedTest::notInserted);
    assertThat(folded.writes)
        .extracting(Write::operation, write -> write.row().text(), Write::columns)
        .containsExactly(
            tuple(Operation.INSERT, "(1,q,c1)", columns(0, PARENT, OWNER)),
            tuple(Operation.UPDATE, "(1,q,c2)", columns(OWNER)));
    assertThat(folded.original(folded.writes.get(1))).isSameAs(update);
  }

  @Test
  void it_is_only_given_away_by_an_update_that_does_nothing_else() {
    Write update = write(Operation.UPDATE, Row.of("1", "p", "c2"), OWNER);
    assertThat(new Folded(List.of(INSERT, update), FoldedTest::notInserted).writes)
        .containsExactly(INSERT, update);
  }
}
