package io.bactrian.site;

import io.bactrian.apply.Applied;
import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.Bounds;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.RoundTripEquality;
import io.bactrian.apply.SpokeApplier;
import io.bactrian.changelog.TailPendingRows;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.config.SiteConfiguration.Partner;
import io.bactrian.conflict.Merge;
import io.bactrian.exchange.Manifest;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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

  private SpokeApplier rebaser(String hub, SiteMappings mappings, Supplier<String> ids) {
    return new SpokeApplier(
        hub,
        mappings.with(hub).in(),
        new TailPendingRows(site.changelog(), hub),
        number -> through(hub, number),
        site.database().schema().tables(),
        ids,
        mappings.holding());
  }

  /**
   * Position of our log that our changeset of this number covers, but not beyond where the present
   * incarnation begins: what comes after that is told again. 0 when it is not known any more.
   */
  long through(String partner, long number) {
    Optional<Manifest> sent = site.changesets().sent(partner, Header.incarnation(number), number);
    long current = site.changesets().lastSent(partner).map(Manifest::incarnation).orElse(1L);
    if (Header.incarnation(number) < current) {
      long begun = Header.first(current) - 1;
      long from = site.changesets().sent(partner, current, begun).map(Manifest::after).orElse(0L);
      return Math.min(from, sent.map(Manifest::through).orElse(0L));
    }
    if (sent.isEmpty() && number > 0) {
      throw new IllegalStateException(
          "%s says it has applied our changeset #%d, which the changelog does not know. The changelog was restored from a backup, or another site uses this site's id. Nothing is applied. Stop the other site, or stop this one and run `bactrian recover` here."
              .formatted(partner, number));
    }
    return sent.map(Manifest::through).orElse(0L);
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
