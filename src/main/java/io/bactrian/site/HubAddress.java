package io.bactrian.site;

import io.bactrian.config.Role;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.config.SiteConfiguration.Partner;
import java.util.Map;
import java.util.Optional;

/** Route placeholders for the address where a spoke sends its HTTP requests to the hub. Pure. */
final class HubAddress {
  /**
   * Milliseconds after the end of a long poll within which the hub has given a sign, be it that it
   * is still at work; then the connection counts as broken. More than what the requests announce.
   */
  private static final long SILENCE = 5_000;

  private HubAddress() {}

  /**
   * By name. At a site without an HTTP hub the texts are empty, and {@code hub.is-asked} is false.
   */
  static Map<String, String> placeholders(SiteConfiguration site) {
    Optional<Partner> hub =
        site.partners().stream()
            .filter(partner -> site.site().role() == Role.SPOKE && partner.byHttp())
            .findFirst();
    String endpoint = hub.flatMap(Partner::endpoint).orElse("");
    int options = endpoint.indexOf('?');
    return Map.of(
        "hub",
        hub.map(Partner::id).orElse(""),
        "hub.is-asked",
        "" + hub.isPresent(),
        "hub.endpoint",
        options < 0 ? endpoint : endpoint.substring(0, options),
        "hub.options",
        options < 0 ? "" : "&" + endpoint.substring(options + 1),
        "hub.patience",
        "" + (site.exchange().longPoll().toMillis() + SILENCE));
  }
}
