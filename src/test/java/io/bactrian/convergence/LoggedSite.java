package io.bactrian.convergence;

import java.util.ArrayList;
import java.util.List;

/** A site whose log gets every committed change at once, without crashes or batches. */
final class LoggedSite extends MemorySite {
  final MemoryLog log;

  /**
   * @param corrects false: capture appends no verdict that the log knows better than
   */
  LoggedSite(String id, Side side, boolean corrects) {
    super(id, side);
    log = new MemoryLog(side.destinations(), corrects);
  }

  /** Everything committed moves to the log. */
  void capture() {
    List<MemoryLog.Out> committed = new ArrayList<>(visible());
    outbox.removeAll(committed);
    log.capture(committed);
    captured = log.head();
  }
}
