package io.bactrian.cli;

import io.bactrian.config.Role;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.problem.Problem;
import java.util.List;

/** What commands that name a partner require of the site. */
final class PartnerOf {
  private PartnerOf() {}

  static void require(SiteConfiguration site, String partner) {
    List<String> known = site.partners().stream().map(SiteConfiguration.Partner::id).toList();
    if (!known.contains(partner)) {
      throw Problem.of("`%s` is no partner of site %s.", partner, site.site().id())
          .follows("Nothing was done.")
          .toDo("Its partners: %s.", String.join(", ", known))
          .exception();
    }
  }

  static void requireHub(SiteConfiguration site, String command) {
    if (site.site().role() != Role.HUB) {
      throw Problem.of(
              "`bactrian %s` is for the hub; site %s is a spoke.", command, site.site().id())
          .follows("Nothing was done.")
          .toDo("Run it there.")
          .exception();
    }
  }
}
