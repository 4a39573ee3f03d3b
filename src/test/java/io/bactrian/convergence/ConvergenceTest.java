package io.bactrian.convergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code -Dhistories=N -Dseed=S} for more of them, or others. */
class ConvergenceTest {
  private static final int HISTORIES = Integer.getInteger("histories", 1_000);
  private static final long SEED = Long.getLong("seed", 1);

  private static Laboratory laboratory;

  @BeforeAll
  static void open() {
    laboratory = new Laboratory();
  }

  @AfterAll
  static void close() throws IOException {
    laboratory.close();
  }

  @Test
  void every_history_ends_with_all_promises_kept() {
    Laboratory.Tally tally = laboratory.run(SEED, HISTORIES, Breakage.NONE);
    if (tally.failed() != null) {
      fail(laboratory.report(tally.failed(), Breakage.NONE));
    }
    System.out.println(tally.line(SEED));
    assertThat(tally.conflicts()).isPositive();
    assertThat(tally.deaths()).isPositive();
  }
}
