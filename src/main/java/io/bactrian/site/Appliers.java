package io.bactrian.site;

import io.bactrian.apply.Applier;
import io.bactrian.apply.Bounds;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.RoundTripEquality;
import io.bactrian.apply.SpokeApplier;
import io.bactrian.changelog.TailPendingRows;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.config.SiteConfiguration.Partner;
import io.bactrian.conflict.Merge;
import io.bactrian.exchange.SentPositions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Who applies what arrives from each partner, by the mappings and rules of one moment. Immutable,
 * thread-safe.
 */
final class Appliers {
  private final Site site;
  private final Map<String, Applier> byPartner = new LinkedHashMap<>();

  /**
   * @param ids for conflict records
   */
  Appliers(Site site, SiteMappings mappings, Supplier<String> ids) {
    this.site = site;
    for (Partner partner : site.configuration().partners()) {
      byPartner.put(
          partner.id(),
          site.isHub() ? atHub(partner.id(), mappings, ids) : atSpoke(partner.id(), mappings, ids));
    }
  }

  private HubApplier atHub(String spoke, SiteMappings mappings, Supplier<String> ids) {
    var both = mappings.with(spoke);
    return new HubApplier(
        spoke,
        both.in(),
        both.out(),
        new Merge(mappings.rules(), new RoundTripEquality(both.out(), both.in())),
        site.database().tables().rules(),
        ids,
        mappings.holding(),
        bounds());
  }

  private Bounds bounds() {
    SiteConfiguration.Limits limits = site.configuration().limits();
    return new Bounds(
        limits.parkedChanges(),
        limits.parkedSize(),
        limits.conflicts(),
        limits.conflictSize(),
        limits.openConflicts());
  }

  private SpokeApplier atSpoke(String hub, SiteMappings mappings, Supplier<String> ids) {
    return new SpokeApplier(
        hub,
        mappings.with(hub).in(),
        new TailPendingRows(site.changelog(), hub),
        new SentPositions(site.changesets(), hub)::through,
        site.database().schema().tables(),
        ids,
        mappings.holding());
  }

  Applier of(String partner) {
    return byPartner.get(partner);
  }

  /** What decides a spoke's changes here, by spoke; empty at a spoke. */
  Map<String, HubApplier> atHub() {
    Map<String, HubApplier> deciding = new LinkedHashMap<>();
    byPartner.forEach(
        (spoke, applier) -> {
          if (applier instanceof HubApplier hub) {
            deciding.put(spoke, hub);
          }
        });
    return deciding;
  }
}
