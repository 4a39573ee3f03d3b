package io.bactrian.cli;

import io.bactrian.config.Role;
import io.bactrian.config.SiteConfiguration;
import java.util.List;

/** What commands that name a partner require of the site. */
final class PartnerOf {
  private PartnerOf() {}

  static void require(SiteConfiguration site, String partner) {
    List<String> known = site.partners().stream().map(SiteConfiguration.Partner::id).toList();
    if (!known.contains(partner)) {
      throw new IllegalStateException(
          "`%s` is no partner of site %s. Nothing was done. Its partners: %s."
              .formatted(partner, site.site().id(), String.join(", ", known)));
    }
  }

  static void requireHub(SiteConfiguration site, String command) {
    if (site.site().role() != Role.HUB) {
      throw new IllegalStateException(
          "`bactrian %s` is for the hub; site %s is a spoke. Nothing was done. Run it there."
              .formatted(command, site.site().id()));
    }
  }
}
