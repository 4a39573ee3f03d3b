package io.bactrian.site;

import io.bactrian.changelog.Changelog;
import io.bactrian.exchange.Outgoing;
import io.bactrian.monitor.KeptLog;
import io.bactrian.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells what of the changelog is kept for whom, as {@link io.bactrian.route.Retention} will purge
 * it. Thread-safe.
 *
 * @param hub whether this site is the hub; a spoke keeps what no marker confirms
 */
record LogHolders(boolean hub, SiteStores stores, InstantSource clock) {

  /** Position of our log through which a partner has applied, as the purge asks for it. */
  long confirmed(Outgoing partner) {
    return hub
        ? partner.confirmedThrough()
        : stores.streams().state(partner.partner()).acknowledgedPosition();
  }

  /** The log as it is now; for one thread. */
  Now now() {
    return new Now();
  }

  /** Reads each oldest entry once: most partners are as far as most others. */
  final class Now {
    private final long head = stores.changelog().head().position();
    private final long first = stores.changelog().first();
    private final Map<Long, Instant> times = new HashMap<>();
    private long bytes = -1;

    KeptLog of(Outgoing partner) {
      long after = Math.max(partner.needlessThrough(confirmed(partner)), first - 1);
      if (after >= head) {
        return KeptLog.NONE;
      }
      Instant since = times.computeIfAbsent(after, this::time);
      return new KeptLog(
          head - after,
          bytes(head - after),
          since,
          since == null ? null : Duration.between(since, clock.instant()));
    }

    private long bytes(long entries) {
      if (bytes < 0) {
        bytes = stores.changelog().size(first - 1, head);
      }
      return (long) ((double) bytes / (head - first + 1) * entries);
    }

    /** Null when a purge takes the entry at this moment. */
    private Instant time(long after) {
      try (Changelog.Entries one = stores.changelog().read(after, after + 1)) {
        return one.next().at();
      } catch (ProblemException purged) {
        return null;
      }
    }
  }
}
