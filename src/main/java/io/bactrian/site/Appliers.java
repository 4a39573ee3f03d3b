package io.bactrian.site;

import io.bactrian.apply.Applied;
import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.RoundTripEquality;
import io.bactrian.apply.SpokeApplier;
import io.bactrian.changelog.TailPendingRows;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.config.SiteConfiguration.Partner;
import io.bactrian.conflict.Merge;
import io.bactrian.exchange.SentPositions;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Who applies what arrives from each partner, by the mappings and rules of one moment. Immutable,
 * thread-safe.
 */
final class Appliers {
  private final Site site;
  private final Map<String, HubApplier> judges = new LinkedHashMap<>();
  private final Map<String, SpokeApplier> rebasers = new LinkedHashMap<>();

  /**
   * @param ids for conflict records
   */
  Appliers(Site site, SiteMappings mappings, Supplier<String> ids) {
    this.site = site;
    for (Partner partner : site.configuration().partners()) {
      if (site.isHub()) {
        judges.put(partner.id(), judge(partner.id(), mappings, ids));
      } else {
        rebasers.put(partner.id(), rebaser(partner.id(), mappings, ids));
      }
    }
  }

  private HubApplier judge(String spoke, SiteMappings mappings, Supplier<String> ids) {
    var both = mappings.with(spoke);
    return new HubApplier(
        spoke,
        both.in(),
        both.out(),
        new Merge(mappings.rules(), new RoundTripEquality(both.out(), both.in())),
        site.database().tables().rules(),
        ids,
        mappings.holding());
  }

  private SpokeApplier rebaser(String hub, SiteMappings mappings, Supplier<String> ids) {
    return new SpokeApplier(
        hub,
        mappings.with(hub).in(),
        new TailPendingRows(site.changelog(), hub),
        new SentPositions(site.changesets(), hub)::through,
        site.database().schema().tables(),
        ids,
        mappings.holding());
  }

  Applied apply(
      String partner, ApplyTransaction tx, Header header, String hash, Iterator<Item> items) {
    return site.isHub()
        ? judges.get(partner).apply(tx, header, hash, items)
        : rebasers.get(partner).apply(tx, header, hash, items);
  }

  /** Tries again what is parked or held of this partner. */
  Applied retry(String partner, ApplyTransaction tx) {
    return site.isHub() ? judges.get(partner).retryParked(tx) : rebasers.get(partner).retryHeld(tx);
  }

  /** What decides a spoke's changes here, by spoke; empty at a spoke. */
  Map<String, HubApplier> judges() {
    return judges;
  }
}
