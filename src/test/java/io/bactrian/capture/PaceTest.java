package io.bactrian.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
  private long now = 1_000_000;
  private int looks;
  private final Pace pace = new Pace(() -> now);

  private boolean look(long takes, boolean finds) {
    if (!pace.begin()) {
      return false;
    }
    looks++;
    now += takes;
    pace.end(finds);
    return finds;
  }

  @Test
  void a_look_that_took_long_waits_nine_times_as_long() {
    assertThat(look(40, false)).isFalse();
    now += 359;
    assertThat(look(40, true)).isFalse();
    assertThat(looks).isEqualTo(1);
    now += 1;
    assertThat(look(40, true)).isTrue();
    assertThat(looks).isEqualTo(2);
  }

  @Test
  void at_most_a_tenth_of_the_time_is_spent_looking() {
    long begun = now;
    for (int i = 0; i < 10_000; i++) {
      look(7, false);
      now += 3;
    }
    assertThat(looks * 7L * 10).isBetween((now - begun) * 8 / 10, now - begun + 70);
  }

  @Test
  void after_work_was_found_or_the_database_failed_nothing_is_waited_for() {
    assertThat(look(1_000, true)).isTrue();
    assertThat(look(1_000, true)).isTrue();
    assertThat(look(1_000, false)).isFalse();
    now += 9_000;
    assertThat(pace.begin()).isTrue();
    now += 1_000; // it fails, and does not end
    assertThat(look(1, true)).isTrue();
  }
}
