package io.bactrian.monitor;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * A store of the site that does not answer. What answers with an error is not silent.
 *
 * @param store {@link #DATABASE} or {@link #CHANGELOG}
 * @param since when it was first found so
 */
public record StoreSilence(String store, Instant since) {
  /** The site's database. */
  public static final String DATABASE = "database";

  /** The MongoDB in which the changelog is. */
  public static final String CHANGELOG = "changelog";

  /** Since when stores do not answer, by store; without those that do. */
  public static Map<String, Instant> of(Collection<Outage> outages) {
    Map<String, Instant> silent = new TreeMap<>();
    for (Outage outage : outages) {
      StoreSilence silence = outage.silence();
      if (silence != null) {
        silent.merge(
            silence.store, silence.since, (one, other) -> one.isBefore(other) ? one : other);
      }
    }
    return silent;
  }
}
