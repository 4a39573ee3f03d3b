package io.bactrian.site;

import io.bactrian.apply.WaitSchedule;
import io.bactrian.route.WaitingRows;

/**
 * Tries the rows that wait in one stream, a group in each transaction. Thread-safe.
 *
 * @param group tries those that are most urgent
 */
record WaitingStream(WaitSchedule schedule, Runnable group) implements WaitingRows.Stream {

  @Override
  public boolean isDue() {
    return schedule.isDue();
  }

  /** Each row that was due is tried once; what is due since is left for the next time. */
  @Override
  public void retry() {
    long now = schedule.now();
    do {
      group.run();
    } while (schedule.isDue(now));
  }

  @Override
  public void hasten() {
    schedule.hasten();
  }
}
