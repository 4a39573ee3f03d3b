package io.bactrian.convergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code -Dhistories=N -Dseed=S} for more of them, or others. */
class AppliersConvergenceTest {
  private static final int HISTORIES = Integer.getInteger("histories", 4_000);
  private static final long SEED = Long.getLong("seed", 1);

  /** Of those that few histories have. */
  private static final int HISTORIES_OF_A_SHAPE = Math.max(100, HISTORIES / 8);

  @Test
  void every_history_ends_in_step() {
    int conflicts = inStep(HISTORIES, null);
    System.out.println(
        HISTORIES + " histories from seed " + SEED + ", " + conflicts + " conflicts, in step");
    assertThat(conflicts).isPositive();
  }

  @ParameterizedTest
  @EnumSource(names = {"KEYS", "CASCADES", "CASCADES_AT_SPOKES"})
  void every_history_of_a_shape_that_few_have_ends_in_step(Shape shape) {
    assertThat(inStep(HISTORIES_OF_A_SHAPE, shape)).isPositive();
  }

  /** Returns the number of conflicts. */
  private static int inStep(int histories, Shape shape) {
    int conflicts = 0;
    for (long seed = SEED; seed < SEED + histories; seed++) {
      AppliersHistory history = new AppliersHistory(seed, Breakage.NONE, shape);
      String wrong = wrong(history);
      if (wrong != null) {
        fail(
            "seed %d (%s): %s%n  %s"
                .formatted(seed, history.shape, wrong, String.join("\n  ", history.told)));
      }
      conflicts += history.rules.conflicts;
    }
    return conflicts;
  }

  static Stream<Breakage> mechanisms() {
    return Stream.of(Breakage.values()).filter(Breakage::ofAppliers);
  }

  @ParameterizedTest
  @MethodSource("mechanisms")
  void a_broken_protocol_is_noticed(Breakage broken) {
    boolean noticed = false;
    for (long seed = 1; seed <= 4_000 && !noticed; seed++) {
      noticed = wrong(new AppliersHistory(seed, broken, null)) != null;
    }
    assertThat(noticed).as("%s is noticed", broken).isTrue();
  }

  /** What is wrong with a history in the end or on the way; null when nothing. */
  private static String wrong(AppliersHistory history) {
    try {
      history.run();
      return history.differences().isEmpty() ? null : history.differences().toString();
    } catch (RuntimeException | AssertionError e) {
      return e.toString();
    }
  }
}
