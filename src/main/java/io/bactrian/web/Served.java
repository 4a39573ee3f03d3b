package io.bactrian.web;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.decide.Decisions;
import io.bactrian.monitor.SiteStatus;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/**
 * The site that is served.
 *
 * @param status reads it from the stores
 * @param recent reads the changesets that were sent last
 * @param decisions of people here; at a spoke of those whom the hub asks
 */
public record Served(
    SiteConfiguration configuration,
    Supplier<SiteStatus> status,
    Supplier<List<Recent>> recent,
    Decisions decisions,
    Clock clock) {

  /**
   * A changeset that was sent.
   *
   * @param bytes compressed
   * @param acknowledged whether the partner has confirmed it
   */
  public record Recent(
      String partner, long number, long changes, long bytes, boolean acknowledged) {}
}
