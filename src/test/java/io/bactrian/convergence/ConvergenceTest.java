package io.bactrian.convergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code -Dhistories=N -Dseed=S} for more of them, or others. */
class ConvergenceTest {
  private static final int HISTORIES = Integer.getInteger("histories", 1_000);
  private static final long SEED = Long.getLong("seed", 1);

  private static final int MOST_FOR_A_FAULT = 6_000;

  /** Seeds of histories that show what few do. Where one does not any more, all are searched. */
  private static final Map<Breakage, Long> SHOWN_BY =
      Map.ofEntries(
          Map.entry(Breakage.WHOLE_ROW, 2L),
          Map.entry(Breakage.PAST_A_GAP, 3L),
          Map.entry(Breakage.NO_RESEND, 3L),
          Map.entry(Breakage.TELL_ALL, 3L),
          Map.entry(Breakage.LATER_DO_NOT_WAIT, 3L),
          Map.entry(Breakage.NO_MARKER, 5L),
          Map.entry(Breakage.FORGET_DEFERRED, 6L),
          Map.entry(Breakage.CLEAR_BEFORE_APPEND, 6L),
          Map.entry(Breakage.FORGET_EARLY, 6L),
          Map.entry(Breakage.INSERT_ANYWHERE, 8L),
          Map.entry(Breakage.LATE_EDITS_MERGED, 9L),
          Map.entry(Breakage.PENDING_BEFORE_LOCK, 129L),
          Map.entry(Breakage.HEAD_BEFORE_BLOCKS, 12L),
          Map.entry(Breakage.ROW_BEFORE_HEAD, 16L),
          Map.entry(Breakage.ACKNOWLEDGE_BEFORE_COMMIT, 18L),
          Map.entry(Breakage.IGNORE_HASH, 18L),
          Map.entry(Breakage.ASK_NOBODY, 55L),
          Map.entry(Breakage.LEFTOVERS_STAY, 111L),
          Map.entry(Breakage.FORGET_AWAITED, 75L),
          Map.entry(Breakage.ASK_ONCE, 86L),
          Map.entry(Breakage.SKIP_THE_GAP, 90L),
          Map.entry(Breakage.NO_READ_BACK, 106L),
          Map.entry(Breakage.ORIGIN_OF_SESSION, 113L),
          Map.entry(Breakage.MARKER_FIRST, 121L),
          Map.entry(Breakage.ORIGIN_FOR_ALL_ROWS, 121L),
          Map.entry(Breakage.NO_ABSENCE_CORRECTION, 165L),
          Map.entry(Breakage.ABSENCE_BY_LOG_ALONE, 165L),
          Map.entry(Breakage.MANIFEST_BEFORE_CONTENT, 202L),
          Map.entry(Breakage.SET_ASIDE_FORGETS, 257L),
          Map.entry(Breakage.NO_SECOND_LOOK, 281L),
          Map.entry(Breakage.INCARNATION_AGAIN, 429L),
          Map.entry(Breakage.BY_PARENTS_NOW, 704L),
          Map.entry(Breakage.NOTHING_FOLLOWS, 704L),
          Map.entry(Breakage.KEEP_BACK_ACKNOWLEDGEMENT, 2_889L),
          Map.entry(Breakage.CAPTURE_AGAIN, 2_149L),
          Map.entry(Breakage.BETWEEN_INCARNATIONS, 9_182L),
          Map.entry(Breakage.LOAD_UNLOCKED, 9_000_812L));

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
    assertThat(tally.recoveries()).isPositive();
  }

  /** Rarer than what a short run meets. */
  @ParameterizedTest
  @ValueSource(
      longs = {
        5_434, 8_726, 10_905, 61_621, 5_000_071, 5_001_377, 5_010_073, 5_011_211, 5_012_471,
        5_014_708, 5_037_871, 5_045_011, 5_067_669, 5_092_409, 5_100_285, 5_103_823, 5_107_207,
        5_109_150, 5_118_837, 5_127_270, 5_138_235, 5_145_960, 5_150_399, 5_164_419, 5_166_705,
        5_176_231, 5_195_640, 6_029_308, 6_030_782, 7_000_882, 7_017_002, 7_045_197, 7_092_205,
        7_145_327, 7_212_549, 9_002_879
      })
  void what_failed_once_does_not_any_more(long seed) {
    Plan failed = laboratory.run(seed, 1, Breakage.NONE).failed();
    assertThat(failed == null ? "" : laboratory.report(failed, Breakage.NONE)).isEmpty();
  }

  /**
   * Shows that the above can fail: each of these is a fault that the product might have. {@link
   * HeldTest} shows one that no random history does.
   */
  @ParameterizedTest
  @EnumSource(
      value = Breakage.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NONE", "MARKER_PASSES_HELD"})
  void a_broken_product_is_noticed(Breakage broken) {
    if (laboratory.run(SHOWN_BY.getOrDefault(broken, 1L), 1, broken).failed() == null) {
      Plan failed = laboratory.run(1, MOST_FOR_A_FAULT, broken).failed();
      assertThat(failed).as("%s is noticed", broken).isNotNull();
      System.out.println(broken + " is shown by the history of seed " + failed.seed());
    }
  }
}
