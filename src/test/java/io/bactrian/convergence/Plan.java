package io.bactrian.convergence;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/**
 * The steps of a history, decided in advance. Each step has its own seed, so that leaving one out
 * does not change the others.
 */
record Plan(long seed, List<Step> steps) {
  private static final int[] SIZES = {4, 8, 16, 32};

  /** What happens; the number is how often, of a hundred. */
  enum Kind {
    WRITE_AT_HUB(16),
    WRITE_AT_SPOKE(20),
    CAPTURE(8),
    EXCHANGE(30),
    REPLAY(3),
    CLONE(1),
    RETRY(3),
    SETTLE(5),
    RESOLVE(2),
    PURGE(5),
    RESTART(4),
    CLOCK(2),
    LOAD(1),

    // those below happen in some histories only

    BACK_UP(0),
    RESTORE(0),
    ABANDON(0),

    // and this one in others

    LIE(0),

    // and this one in every third

    CROSS(0);

    private static final List<Kind> RARE = List.of(BACK_UP, BACK_UP, RESTORE, ABANDON);

    private final int weight;

    Kind(int weight) {
      this.weight = weight;
    }

    private static Kind of(int percent) {
      int left = percent;
      for (Kind kind : values()) {
        left -= kind.weight;
        if (left < 0) {
          return kind;
        }
      }
      throw new IllegalStateException("weights are of a hundred");
    }
  }

  /**
   * @param spoke which, modulo their count
   */
  record Step(Kind kind, int spoke, long seed) {}

  /** The same without what happens in some histories only. */
  List<Step> common() {
    return steps.stream().filter(step -> step.kind().weight > 0).toList();
  }

  static Plan of(long seed) {
    return of(seed, true);
  }

  /** Of a history in which nobody lies. */
  static Plan honest(long seed) {
    return of(seed, false);
  }

  private static Plan of(long seed, boolean mayLie) {
    Random random = random(seed);
    List<Step> steps = new ArrayList<>();
    boolean rare = random.nextInt(4) == 0;
    boolean lies = !rare && random.nextInt(3) == 0 && mayLie;
    for (int n = SIZES[random.nextInt(SIZES.length)]; n > 0; n--) {
      Kind kind =
          Crossing.in(seed) && random.nextInt(4) == 0
              ? Kind.CROSS
              : rare && random.nextInt(6) == 0
                  ? Kind.RARE.get(random.nextInt(Kind.RARE.size()))
                  : lies && random.nextInt(4) == 0 ? Kind.LIE : Kind.of(random.nextInt(100));
      steps.add(new Step(kind, random.nextInt(12), random.nextLong()));
    }
    return new Plan(seed, steps);
  }

  /** For what the whole history has in common. */
  static Random random(long seed) {
    return new Random(seed * 0x9E3779B97F4A7C15L);
  }

  /** A history with fewer steps that fails as well; by leaving out ever smaller parts. */
  Plan shrunk(Predicate<Plan> fails) {
    Plan smallest = this;
    for (int part = Math.max(1, steps.size() / 2); part > 0; part /= 2) {
      for (int from = smallest.steps.size() - part; from >= 0; from -= part) {
        List<Step> fewer = new ArrayList<>(smallest.steps);
        fewer.subList(from, from + part).clear();
        Plan candidate = new Plan(seed, fewer);
        if (fails.test(candidate)) {
          smallest = candidate;
        }
      }
    }
    return smallest;
  }
}
