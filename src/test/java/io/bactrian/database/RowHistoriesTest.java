package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.database.RowHistories.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Versions tell the order of a row's changes, whatever their numbers. */
class RowHistoriesTest {
  private static final long ABSENT = RowHistories.ABSENT;
  private final RowHistories histories = new RowHistories();
  private final List<Long> ids = new ArrayList<>();

  /** A change of row 7; an image is that of its version unless said. */
  private void change(long before, long after) {
    change(before, after, before, after);
  }

  private void change(long before, long after, long imageBefore, long imageAfter) {
    add(before, false, after, imageBefore, imageAfter);
  }

  private void add(long before, boolean earlier, long after, long imageBefore, long imageAfter) {
    long id = ids.size() + 1L;
    ids.add(id);
    histories.add(new Change(id, "t", 7, before, earlier, after, imageBefore, imageAfter));
  }

  private Map<Long, Long> follows() {
    RowHistories.Order order = histories.order();
    assertThat(order.broken()).isEmpty();
    return order.follows();
  }

  @Test
  void changes_in_the_order_of_their_numbers_stay() {
    change(ABSENT, 1);
    change(1, 2);
    change(2, ABSENT);
    change(ABSENT, 3);
    assertThat(follows()).isEmpty();
  }

  @Test
  void a_later_change_with_a_smaller_number_follows_from_what_made_its_version() {
    change(2, 3);
    change(1, 2);
    assertThat(follows()).containsExactly(Map.entry(1L, 2L));
  }

  @Test
  void a_row_deleted_by_the_statement_that_inserts_it_goes_after_its_insert() {
    change(1, ABSENT);
    change(ABSENT, 1);
    assertThat(follows()).containsExactly(Map.entry(1L, 2L));
  }

  @Test
  void what_was_there_before_goes_first_and_what_remains_last() {
    change(ABSENT, 5);
    change(1, ABSENT);
    assertThat(follows()).containsExactly(Map.entry(1L, 2L));
  }

  @Test
  void an_image_that_returns_does_not_confuse_the_order() {
    change(2, 3, 20, 10);
    change(1, 2, 10, 20);
    assertThat(follows()).containsExactly(Map.entry(1L, 2L));
  }

  @Test
  void an_update_that_was_not_recorded_leaves_a_gap_that_equal_images_bridge() {
    change(ABSENT, 1, ABSENT, 10);
    change(2, ABSENT, 10, ABSENT);
    assertThat(follows()).isEmpty();
  }

  @Test
  void what_began_with_a_version_from_before_the_transaction_goes_first_also_where_images_return() {
    change(ABSENT, 5, ABSENT, 10);
    add(1, true, ABSENT, 10, ABSENT);
    assertThat(follows()).containsExactly(Map.entry(1L, 2L));
    add(1, true, ABSENT, 10, ABSENT);
    change(5, ABSENT, 10, ABSENT);
    change(ABSENT, 5, ABSENT, 10);
    change(ABSENT, 6, ABSENT, 10);
    assertThat(follows()).containsExactlyInAnyOrderEntriesOf(Map.of(5L, 3L, 4L, 5L, 6L, 4L));
  }

  @Test
  void changes_that_fit_in_no_order_are_told_with_their_table() {
    change(1, 2, 10, 20);
    change(3, 4, 30, 40);
    assertThat(histories.order().broken()).containsExactly("t");
    assertThat(histories.isEmpty()).isTrue();
  }
}
