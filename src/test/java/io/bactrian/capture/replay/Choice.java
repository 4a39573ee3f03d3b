package io.bactrian.capture.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Draws lots. */
final class Choice {
  private final Random random;

  Choice(long seed) {
    random = new Random(seed * 0x9E3779B97F4A7C15L);
  }

  boolean percent(int of) {
    return random.nextInt(100) < of;
  }

  /** From {@code least} to {@code most}. */
  int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  <T> T of(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  @SafeVarargs
  final <T> T of(T... all) {
    return all[random.nextInt(all.length)];
  }

  /** Different ones, {@code most} of them or all. */
  <T> List<T> some(List<T> all, int most) {
    List<T> left = new ArrayList<>(all);
    List<T> some = new ArrayList<>();
    while (some.size() < most && !left.isEmpty()) {
      some.add(left.remove(random.nextInt(left.size())));
    }
    return some;
  }
}
