package io.bactrian.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.capture.Outbox.NumberRange;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class NumberRunsTest {
  @Test
  void numbers_in_any_order_become_the_fewest_runs_and_nothing_else() {
    for (long seed = 1; seed <= 200; seed++) {
      Random random = new Random(seed);
      TreeSet<Long> numbers = new TreeSet<>();
      random.longs(40, 0, 60).forEach(numbers::add);
      List<Long> shuffled = new java.util.ArrayList<>(numbers);
      Collections.shuffle(shuffled, random);
      NumberRuns runs = new NumberRuns();
      for (Long number : shuffled) {
        runs.add(number);
        if (random.nextInt(10) == 0) {
          runs.ranges();
        }
      }
      List<NumberRange> ranges = runs.ranges();
      assertThat(ranges.stream().flatMap(r -> LongStream.rangeClosed(r.first(), r.last()).boxed()))
          .as("seed %d", seed)
          .containsExactlyElementsOf(numbers);
      for (int i = 1; i < ranges.size(); i++) {
        assertThat(ranges.get(i).first()).isGreaterThan(ranges.get(i - 1).last() + 1);
      }
    }
  }
}
