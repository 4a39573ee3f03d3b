package io.bactrian.capture.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The log says what the tables say: whatever the schema and whoever writes at the same time, the
 * captured log, replayed from its beginning into empty tables, makes the same tables. {@code
 * -Dhistories=N -Dseed=S} for more of them, or others; {@code -Dall=true} lists what fails by kind
 * instead of ending with the first.
 */
class CaptureReplayTest {
  private static final int HISTORIES = Integer.getInteger("histories", 150);
  private static final long SEED = Long.getLong("seed", 1);
  private static final boolean ALL = Boolean.getBoolean("all");
  private static final long SHRINK_MILLIS = Long.getLong("shrink", 60_000);

  @Test
  void the_replayed_log_makes_the_tables_it_was_captured_from() throws Exception {
    Laboratory.Tally tally = new Laboratory(SEED, HISTORIES, ALL).run();
    System.out.println(tally.line());
    if (tally.broken() != null) {
      throw tally.broken();
    }
    if (ALL) {
      list(tally.failing());
    }
    if (tally.failed() != null) {
      Map.Entry<Fault, History> failed = tally.failed();
      fail(Laboratory.reduced(failed.getValue(), failed.getKey(), SHRINK_MILLIS).told());
    }
    assertThat(tally.transactions()).isPositive();
    assertThat(HISTORIES < 100 ? 1 : tally.waits()).isPositive();
  }

  /** Each kind of fault, with what the smallest history of it needs. */
  private static void list(Map<Fault, List<History>> failing) throws Exception {
    Map<String, Report> kinds = new java.util.TreeMap<>();
    failing.forEach(
        (fault, those) ->
            System.out.println(fault + " " + those.stream().map(History::seed).sorted().toList()));
    for (Map.Entry<Fault, List<History>> fault : failing.entrySet()) {
      for (History history :
          fault.getValue().stream().limit(Integer.getInteger("each", 8)).toList()) {
        Report report = Laboratory.reduced(history, fault.getKey(), SHRINK_MILLIS / 6);
        String kind = fault.getKey() + " " + report.smallest().peculiarities();
        kinds.merge(kind, report, (a, b) -> a.smallest().size() <= b.smallest().size() ? a : b);
      }
    }
    kinds.forEach((kind, report) -> System.out.println("\n=== " + kind + "\n" + report.told()));
  }
}
