package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.RowComparison;
import io.bactrian.apply.RowComparison.Counts;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A load says what it would do before it does it. */
class LoadCommandTest extends CommandsAtSite {
  @BeforeEach
  void installed() throws SQLException {
    sql("create table item (sku varchar(20) primary key, price int)");
    sql("insert into item values ('a', 1), ('b', 2), ('c', 3)");
    assertThat(init()).isZero();
    assertThat(at("install")).isZero();
  }

  /** As when the spoke has sent its rows. */
  private void compared() throws SQLException {
    RowComparison found =
        new RowComparison(
            RowComparison.Stage.COMPLETE, List.of(), Map.of("item", new Counts(3, 1, 1, 4)));
    sql(
        "update bactrian_stream set row_comparison = '%s' where source = 'c1'"
            .formatted(found.text()));
  }

  @Test
  void without_the_spokes_rows_it_asks_for_them_and_sends_nothing() {
    assertThat(at("load", "c1")).isEqualTo(3);
    assertThat(out.toString())
        .contains("c1 is asked for its rows", "nothing was sent", "--yes", "bactrian sync");
    assertThat(at("changelog")).isZero();
    assertThat(out.toString()).doesNotContain("present");
  }

  @Test
  void what_was_compared_is_shown_by_table_and_only_once() throws SQLException {
    at("load", "c1", "--dry-run");
    compared();
    assertThat(at("load", "c1", "--dry-run")).isZero();
    assertThat(out.toString())
        .contains(
            "item: 1 to insert, 1 to overwrite, 1 equal, 4 only at c1 (kept)", "--spoke-first");
    assertThat(at("load", "c1", "--dry-run")).as("it may have changed since").isEqualTo(3);
  }

  @Test
  void nothing_is_sent_without_a_yes() throws SQLException {
    at("load", "c1");
    compared();
    assertThat(at("load", "c1", "--mirror")).isEqualTo(1);
    assertThat(out.toString()).contains("4 only at c1 (removed)");
    assertThat(err.toString()).contains("Not loaded; nothing was sent", "say --yes");
    assertThat(at("load", "c1", "--yes")).isZero();
    assertThat(out.toString()).contains("all rows for c1 are in the outbox");
  }
}
