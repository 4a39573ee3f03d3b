package io.bactrian.site;

import io.bactrian.apply.Wait;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.config.SiteConfiguration.Partner;
import io.bactrian.database.AppliedChangesets;
import io.bactrian.database.PartnerRows;
import io.bactrian.database.WaitingAmounts;
import io.bactrian.exchange.Manifest;
import io.bactrian.exchange.Streams;
import io.bactrian.exchange.mongo.PartnerRemains;
import io.bactrian.load.Loader;
import io.bactrian.monitor.KeptLog;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Suspends, resumes, abandons and removes partners, beside a running site, which follows. Nothing
 * asks back here. Thread-safe.
 */
public final class PartnerCare {
  private final SiteConfiguration configuration;
  private final SiteStores stores;
  private final Streams streams;
  private final Map<String, Loader> loaders;
  private final InstantSource clock;
  private final PartnerRemains remains;

  PartnerCare(
      SiteConfiguration configuration,
      SiteStores stores,
      Streams streams,
      Map<String, Loader> loaders,
      InstantSource clock) {
    this.configuration = configuration;
    this.stores = stores;
    this.streams = streams;
    this.loaders = loaders;
    this.clock = clock;
    remains = new PartnerRemains(stores.mongo(), stores.changesets());
  }

  /** What of the changelog is kept for a partner now. */
  public KeptLog kept(String partner) {
    return new LogHolders(configuration.isHub(), stores, clock).now().of(streams.outgoing(partner));
  }

  /** Changes and verdicts that were built for a partner, and that it has not acknowledged. */
  public long unacknowledged(String partner) {
    return stores.changesets().unacknowledged(partner).stream().mapToLong(Manifest::changes).sum();
  }

  /** Since when a partner is suspended; empty when it is not. */
  public Optional<Instant> suspendedSince(String partner) {
    return Optional.ofNullable(stores.suspended().all().get(partner));
  }

  /** Nothing is exchanged with it from now on; the log is kept for it. */
  public void suspend(String partner) {
    stores.suspended().add(partner, clock.instant());
  }

  /** The exchange goes on where it stood. */
  public void resume(String partner) {
    stores.suspended().remove(partner);
  }

  /** How a partner stands with the changelog. */
  public enum Standing {
    /** Nothing is kept for it. */
    ABANDONED,
    /** Nothing is kept for it yet. */
    BEFORE_CONTACT,
    /** What it has not confirmed is kept. */
    IN_CONTACT
  }

  /** How a partner stands with the changelog now. */
  public Standing standing(String partner) {
    if (stores.changesets().abandoned(partner)) {
      return Standing.ABANDONED;
    }
    return streams.outgoing(partner).hasBegun() ? Standing.IN_CONTACT : Standing.BEFORE_CONTACT;
  }

  /** Keeps nothing for it from now on, until a load takes it back. */
  public void abandon(String partner) {
    stores.changesets().abandon(partner, Long.MAX_VALUE);
    loaders.get(partner).cancel(); // last: should this be cut short, the spoke gets its load
  }

  /** Partners of which something is stored, and that the configuration does not name. */
  public Set<String> former() {
    Set<String> known = new TreeSet<>(remains.partners());
    known.addAll(new AppliedChangesets(stores.database().pool()).newest().keySet());
    configuration.partners().stream().map(Partner::id).forEach(known::remove);
    return known;
  }

  /** Whether the running site exchanges with it, or may do so. */
  public boolean isInUse(String partner) {
    return RunningState.of(configuration).runsWith(partner);
  }

  /** Changesets of it that arrived and are not applied. */
  public int waitingChangesets(String partner) {
    return stores.changesets().kept(partner).numbers().size();
  }

  /** Changes of it that wait for a decision. */
  public int parked(String partner) {
    return stores
        .streams()
        .amounts(partner)
        .getOrDefault(Wait.Kind.PARKED, new WaitingAmounts.Amount(0, 0))
        .changes();
  }

  /**
   * Deletes what is stored of a former partner, except what keeps its old changesets from being
   * applied again.
   */
  public void remove(String partner) {
    remains.delete(partner); // marks it first; should this be cut short, it can be run again
    new PartnerRows(stores.database().pool(), stores.database().dialect()).delete(partner);
  }
}
