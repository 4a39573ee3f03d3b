package io.bactrian.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.RoundTripEquality;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import org.junit.jupiter.api.Test;

class RoundTripEqualityTest {
  private static boolean same(Shape shape, int column, Row a, Row b) {
    Table item = shape.hub.table("item");
    return new RoundTripEquality(shape.toSpoke, shape.toHub).same(item, column, a, b);
  }

  @Test
  void what_the_spoke_can_not_tell_apart_is_the_same() {
    Row a = Row.of("1", "23", "a", "*");
    assertThat(same(Shape.COARSE_SPOKE, 1, a, Row.of("1", "27", "a", "*"))).isTrue();
    assertThat(same(Shape.COARSE_SPOKE, 1, a, Row.of("1", "31", "a", "*"))).isFalse();
  }

  @Test
  void other_columns_do_not_matter() {
    Row a = Row.of("1", "23", "a", "*");
    assertThat(same(Shape.COARSE_SPOKE, 1, a, Row.of("1", "27", "b", "*"))).isTrue();
    assertThat(same(Shape.COARSE_SPOKE, 2, a, Row.of("1", "23", "b", "*"))).isFalse();
  }

  @Test
  void a_row_that_is_two_at_the_spoke_comes_back_whole() {
    Row a = Row.of("1", "2", "*", "5");
    assertThat(same(Shape.JOINED, 3, a, Row.of("1", "2", "*", "05"))).isFalse();
    assertThat(same(Shape.JOINED, 3, a, Row.of("1", "2", "*", null))).isFalse();
    assertThat(same(Shape.JOINED, 1, a, Row.of("1", "2", "*", "6"))).isTrue();
  }
}
