package io.bactrian.site;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.config.SiteConfiguration.Partner;
import io.bactrian.exchange.Streams;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which partners are silent that should be heard all the time: over HTTP, without a schedule. */
final class Silence {
  /** More than a spoke needs to give a silent connection up and to ask on another. */
  private static final Duration LONGER = Duration.ofSeconds(10);

  private Silence() {}

  /**
   * Since when, by partner; without those that are heard.
   *
   * @param suspended with whom nothing is exchanged
   */
  static Map<String, Instant> of(
      SiteConfiguration configuration, Streams streams, Set<String> suspended) {
    Duration most = configuration.exchange().longPoll().plus(LONGER);
    Map<String, Instant> silent = new TreeMap<>();
    for (Partner partner : configuration.partners()) {
      Instant since = streams.silentSince(partner.id(), most);
      boolean always = partner.schedule().isEmpty() && !suspended.contains(partner.id());
      if (since != null && partner.byHttp() && always) {
        silent.put(partner.id(), since);
      }
    }
    return silent;
  }
}
