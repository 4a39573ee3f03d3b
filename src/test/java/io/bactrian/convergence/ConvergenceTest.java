package io.bactrian.convergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code -Dhistories=N -Dseed=S} for more of them, or others. */
class ConvergenceTest {
  private static final int HISTORIES = Integer.getInteger("histories", 4_000);
  private static final long SEED = Long.getLong("seed", 1);

  @Test
  void every_history_ends_in_step() {
    int conflicts = 0;
    for (long seed = SEED; seed < SEED + HISTORIES; seed++) {
      History history = play(seed, Breakage.NONE);
      conflicts += history.conflicts;
      List<String> differences = history.differences();
      if (!differences.isEmpty()) {
        fail(
            "seed "
                + seed
                + " ends out of step: "
                + differences
                + "\n  "
                + String.join("\n  ", history.told));
      }
    }
    System.out.println(
        HISTORIES + " histories from seed " + SEED + ", " + conflicts + " conflicts, in step");
    assertThat(conflicts).isPositive();
  }

  @ParameterizedTest
  @EnumSource(value = Breakage.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void a_broken_protocol_is_noticed(Breakage broken) {
    int noticed = 0;
    for (long seed = 1; seed <= 1_000 && noticed == 0; seed++) {
      try {
        noticed += play(seed, broken).differences().isEmpty() ? 0 : 1;
      } catch (RuntimeException | AssertionError failed) {
        noticed++;
      }
    }
    assertThat(noticed).as("%s goes unnoticed in 1,000 histories", broken).isPositive();
  }

  private static History play(long seed, Breakage broken) {
    History history = new History(seed, 1 + (int) (seed % 3), broken);
    try {
      history.run(History.sizes().get((int) (seed % 4)));
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(
          "seed " + seed + ": " + e + "\n  " + String.join("\n  ", history.told), e);
    }
    return history;
  }
}
