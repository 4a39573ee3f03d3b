package io.bactrian.site;

import io.bactrian.apply.AlteredRows;
import io.bactrian.apply.Applier;
import io.bactrian.apply.Bounds;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.RoundTripEquality;
import io.bactrian.apply.SpokeApplier;
import io.bactrian.changelog.TailPendingRows;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.conflict.Merge;
import io.bactrian.exchange.SentPositions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The applier for each partner, built from one version of the mappings and rules. Immutable,
 * thread-safe.
 */
final class Appliers {
  private final Map<String, Applier> byPartner = new LinkedHashMap<>();
  private final SiteConfiguration.Limits limits;
  private final SiteStores stores;
  private final SiteMappings mappings;
  private final Supplier<String> ids;
  private final AlteredRows altered;

  /**
   * @param ids for conflict records
   * @param altered where a spoke's applier reports rows that triggers altered
   */
  Appliers(
      SiteConfiguration configuration,
      SiteStores stores,
      SiteMappings mappings,
      Supplier<String> ids,
      AlteredRows altered) {
    this.altered = altered;
    this.limits = configuration.limits();
    this.stores = stores;
    this.mappings = mappings;
    this.ids = ids;
    Function<String, Applier> made = configuration.isHub() ? this::atHub : this::atSpoke;
    configuration.partners().forEach(p -> byPartner.put(p.id(), made.apply(p.id())));
  }

  private HubApplier atHub(String spoke) {
    var both = mappings.with(spoke);
    return new HubApplier(
        spoke,
        both.in(),
        both.out(),
        new Merge(mappings.rules(), new RoundTripEquality(both.out(), both.in())),
        stores.database().tables().rules(),
        ids,
        mappings.blockingTables(),
        bounds());
  }

  private Bounds bounds() {
    return new Bounds(
        limits.parkedChanges(),
        limits.parkedSize(),
        limits.conflicts(),
        limits.conflictSize(),
        limits.openConflicts());
  }

  private SpokeApplier atSpoke(String hub) {
    return new SpokeApplier(
        hub,
        mappings.with(hub).in(),
        new TailPendingRows(stores.changelog(), hub),
        new SentPositions(stores.changesets(), hub)::through,
        stores.database().schema().tables(),
        ids,
        mappings.blockingTables(),
        altered);
  }

  Applier of(String partner) {
    return byPartner.get(partner);
  }

  /** The appliers that decide spokes' changes, by spoke; empty at a spoke. */
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
