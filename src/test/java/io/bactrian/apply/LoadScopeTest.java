package io.bactrian.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Item.Request.What;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Loads that are asked for together remove no row that none of them would. */
class LoadScopeTest {
  private static final LoadScope MIRROR = LoadScope.all(What.LOAD);
  private static final LoadScope KEEP = MIRROR.keeping();
  private static final LoadScope MIRROR_A = LoadScope.of(What.LOAD, List.of("a"));
  private static final LoadScope KEEP_AB = LoadScope.of(What.LOAD, List.of("a", "b")).keeping();
  private static final LoadScope COMPARE = LoadScope.all(What.COMPARE);

  private static LoadProgress begin(LoadScope scope) {
    return LoadProgress.begin("c1", scope, false, 0);
  }

  @Test
  void one_that_removes_from_all_tables_does_for_those_that_keep() {
    for (LoadScope other : List.of(KEEP, MIRROR_A, KEEP_AB)) {
      assertThat(MIRROR.joins(other)).isTrue();
      assertThat(MIRROR.and(other)).isEqualTo(MIRROR);
      assertThat(other.and(MIRROR)).isEqualTo(MIRROR);
    }
  }

  @Test
  void one_that_removes_from_a_table_follows_one_that_keeps_the_rows_of_more() {
    for (LoadScope wider : List.of(KEEP, KEEP_AB)) {
      assertThat(wider.joins(MIRROR_A)).isFalse();
      LoadProgress both = begin(wider).joined(begin(MIRROR_A));
      assertThat(both.scope()).isEqualTo(wider);
      assertThat(both.then()).isEqualTo(MIRROR_A);
      assertThat(begin(MIRROR_A).joined(begin(wider)).then()).isEqualTo(wider);
    }
  }

  @Test
  void a_comparison_and_a_load_come_one_after_the_other() {
    assertThat(begin(COMPARE).joined(begin(KEEP)).then()).isEqualTo(KEEP);
    LoadProgress first = begin(KEEP).joined(begin(COMPARE));
    assertThat(first.then()).isEqualTo(COMPARE);
    assertThat(first.joined(begin(MIRROR_A)).then())
        .as("a load matters more than its comparison")
        .isEqualTo(MIRROR_A);
  }

  @Test
  void what_follows_one_of_two_loads_follows_both() {
    LoadProgress two = begin(KEEP).joined(begin(MIRROR_A));
    LoadProgress all = begin(COMPARE).joined(two);
    assertThat(all.scope()).isEqualTo(COMPARE);
    assertThat(all.then()).isEqualTo(KEEP);
  }

  @Test
  void a_restart_takes_all_rows_and_removes_only_if_one_of_all_would() {
    LoadProgress restart = LoadProgress.begin("c1", KEEP, true, 0);
    assertThat(begin(MIRROR_A).joined(restart).scope()).isEqualTo(KEEP);
    assertThat(begin(COMPARE).joined(restart).scope()).isEqualTo(KEEP);
    assertThat(begin(MIRROR).joined(restart).scope()).isEqualTo(MIRROR);
  }
}
