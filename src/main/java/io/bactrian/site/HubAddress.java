package io.bactrian.site;

import io.bactrian.config.Role;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.config.SiteConfiguration.Partner;
import java.util.Map;
import java.util.Optional;

/** Where a spoke asks its hub over HTTP, as the routes name it. Pure. */
final class HubAddress {
  /** For a changeset to be applied at the hub before it answers. */
  private static final long APPLYING = 600_000;

  private HubAddress() {}

  /** Empty texts, and {@code hub.is-asked} false, at any other site. */
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
        "" + (site.exchange().longPoll().toMillis() + APPLYING));
  }
}
