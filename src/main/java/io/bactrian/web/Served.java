package io.bactrian.web;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.decide.Decisions;
import io.bactrian.exchange.LatestArrivals;
import io.bactrian.monitor.SiteStatus;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/**
 * The site that is served.
 *
 * @param status reads it from the stores
 * @param recent reads the changesets that were sent, and applied, last
 * @param decisions of people here; at a spoke of those whom the hub asks
 */
public record Served(
    SiteConfiguration configuration,
    Supplier<SiteStatus> status,
    Supplier<Recent> recent,
    Decisions decisions,
    Clock clock) {

  /** Changesets that were sent, and that arrived, last. */
  public record Recent(List<Sent> sent, List<Arrived> arrived) {
    public Recent {
      sent = List.copyOf(sent);
      arrived = List.copyOf(arrived);
    }
  }

  /**
   * A changeset that was sent.
   *
   * @param bytes compressed
   * @param acknowledged whether the partner has confirmed it
   */
  public record Sent(String partner, long number, long changes, long bytes, boolean acknowledged) {}

  /** A changeset of a partner, and what became of it here. */
  public record Arrived(String partner, LatestArrivals.Arrived one) {}
}
