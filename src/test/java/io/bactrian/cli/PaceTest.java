package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
  @Test
  void the_rate_counts_from_the_first_look_on() {
    AtomicLong clock = new AtomicLong(5_000_000_000L);
    Pace pace = new Pace(clock::get);
    assertThat(pace.of(2_000, 12_000)).isEqualTo("2,000 of about 12,000 rows");
    clock.addAndGet(2_000_000_000L);
    assertThat(pace.of(4_000, 12_000))
        .isEqualTo("4,000 of about 12,000 rows, 1,000 a second, about 8 s left");
    clock.addAndGet(10_000_000_000L);
    assertThat(pace.of(14_000, 12_000))
        .as("more came meanwhile")
        .isEqualTo("14,000 of about 14,000 rows, 1,000 a second");
    assertThat(new Pace(clock::get).of(7, 0)).isEqualTo("7 rows");
  }
}
