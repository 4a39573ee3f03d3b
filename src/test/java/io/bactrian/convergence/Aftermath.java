package io.bactrian.convergence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Continues a history after a site has gone back in time and does not know it: all sites write and
 * exchange for a while.
 */
final class Aftermath {
  private final History history;
  private final List<String> complaints = new ArrayList<>();

  Aftermath(History history) {
    this.history = history;
  }

  /** What they complain of. */
  List<String> complaints() {
    history.hub.database.refuses = write -> false;
    history.hub.database.applicationTrigger = id -> null;
    history.traffic.wire.faulty = false;
    long before = -1;
    for (int round = 0; round < 100 && (round < 3 || before != history.progress()); round++) {
      before = history.progress();
      for (SimulatedSite site : history.all()) {
        site.clock.move(Duration.ofDays(1));
        if (round < 2) {
          history.people.write(site.database, "");
        }
        noting(() -> history.at(site, site.process::watchOutbox));
        noting(() -> history.at(site, () -> site.process.loadRows(100)));
      }
      history.spokes.forEach(spoke -> noting(() -> history.traffic.exchange(spoke)));
      noting(history.deciders::quiet);
      complaints.addAll(history.problems());
    }
    complaints.addAll(history.traffic.complaints);
    return complaints;
  }

  private void noting(Runnable what) {
    try {
      what.run();
    } catch (RuntimeException complaint) {
      history.tell(() -> "  " + complaint.getMessage());
      complaints.add("" + complaint.getMessage());
    }
  }
}
