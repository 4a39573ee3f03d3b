package io.bactrian.capture.replay;

import java.util.function.Predicate;

/** Finds a small history that fails as a large one does. */
final class Shrinking {
  private Shrinking() {}

  /** Leaves out ever smaller parts, as long as there is time. */
  static History smallest(History history, long millis, Predicate<History> fails) {
    long end = System.nanoTime() + millis * 1_000_000;
    History smallest = history;
    int before;
    do {
      before = smallest.size();
      for (int part = Math.max(1, before / 2); part > 0; part /= 2) {
        for (int from = smallest.size() - part; from >= 0; from -= part) {
          History candidate = smallest.without(from, part);
          if (System.nanoTime() < end && fails.test(candidate)) {
            smallest = candidate;
          }
        }
      }
    } while (smallest.size() < before && System.nanoTime() < end);
    return smallest;
  }
}
