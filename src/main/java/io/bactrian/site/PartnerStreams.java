package io.bactrian.site;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.PendingRows;
import io.bactrian.apply.RoundTripEquality;
import io.bactrian.apply.SpokeApplier;
import io.bactrian.apply.StreamState;
import io.bactrian.changelog.TailPendingRows;
import io.bactrian.changeset.Limits;
import io.bactrian.changeset.Schema;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.config.SiteConfiguration.Partner;
import io.bactrian.conflict.Merge;
import io.bactrian.database.ApplyTransactions;
import io.bactrian.exchange.Incoming;
import io.bactrian.exchange.Manifest;
import io.bactrian.exchange.Outgoing;
import io.bactrian.exchange.Streams;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** The two streams with each partner of a site, and who applies what arrives. Thread-safe. */
final class PartnerStreams {
  private final Site site;
  private final SiteConfiguration configuration;
  private final SiteFolder folder;
  private final SiteMappings mappings;
  private final ApplyTransactions transactions;
  private final Supplier<String> ids;
  private final Map<String, Outgoing> outgoing = new LinkedHashMap<>();
  private final Map<String, Object> beans = new LinkedHashMap<>();
  private final Map<String, HubApplier> judges = new LinkedHashMap<>();
  private final List<Runnable> retries = new ArrayList<>();
  private final Streams streams;

  PartnerStreams(
      Site site,
      SiteFolder folder,
      SiteMappings mappings,
      ApplyTransactions transactions,
      Supplier<String> ids) {
    this.site = site;
    this.configuration = site.configuration();
    this.folder = folder;
    this.mappings = mappings;
    this.transactions = transactions;
    this.ids = ids;
    configuration.partners().forEach(this::add);
    streams = new Streams(site.id(), outgoing, site.storedStreams()::state, Clock.systemUTC());
  }

  private void add(Partner partner) {
    String id = partner.id();
    Supplier<StreamState> state = () -> site.storedStreams().state(id);
    Outgoing out =
        new Outgoing(
            new Outgoing.Identity(
                site.id(), configuration.site().system(), site.database().fingerprint()),
            id,
            site.changelog(),
            site.changesets(),
            () -> state.get().number(),
            configuration.changesets().maxChanges(),
            folder.spool());
    Incoming in =
        new Incoming(
            new Incoming.Stream(site.id(), id, partner.system()),
            site.changesets(),
            state,
            site.isHub() ? judge(partner) : rebase(partner),
            out,
            limits(),
            folder.spool());
    outgoing.put(id, out);
    beans.put("incoming-" + id, in);
  }

  private Limits limits() {
    Limits d = Limits.DEFAULT;
    return new Limits(
        configuration.changesets().maxSize(),
        d.maxRatio(),
        d.maxValueCharacters(),
        d.maxItemCharacters(),
        d.maxColumns(),
        d.maxTables());
  }

  private Incoming.Applier judge(Partner partner) {
    var both = mappings.with(partner.id());
    HubApplier applier =
        new HubApplier(
            partner.id(),
            both.in(),
            both.out(),
            new Merge(mappings.rules(), new RoundTripEquality(both.out(), both.in())),
            site.database().tables().rules(),
            ids);
    judges.put(partner.id(), applier);
    retries.add(() -> inTransaction(applier::retryParked));
    return (header, hash, items) ->
        inTransaction(tx -> applier.apply(tx, header, hash, items)).summary();
  }

  private Incoming.Applier rebase(Partner hub) {
    PendingRows pending = new TailPendingRows(site.changelog(), hub.id());
    Schema schema = site.database().schema();
    SpokeApplier applier =
        new SpokeApplier(
            hub.id(),
            mappings.with(hub.id()).in(),
            pending,
            number -> through(hub.id(), number),
            schema.tables(),
            ids);
    retries.add(() -> inTransaction(applier::retryHeld));
    return (header, hash, items) ->
        inTransaction(tx -> applier.apply(tx, header, hash, items)).summary();
  }

  /** Position of our log that our changeset of this number covers. */
  private long through(String partner, long number) {
    if (number == 0) {
      return 0;
    }
    long incarnation = site.changesets().lastSent(partner).map(Manifest::incarnation).orElse(1L);
    return site.changesets()
        .sent(partner, incarnation, number)
        .map(Manifest::through)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "%s says it has applied our changeset #%d, which the changelog does not know. The changelog went back in time, or another site uses this site's id. Nothing is applied. Restore the changelog, or reload this site."
                        .formatted(partner, number)));
  }

  private <T> T inTransaction(Function<ApplyTransaction, T> work) {
    try (ApplyTransaction tx = transactions.open()) {
      return work.apply(tx);
    }
  }

  Streams streams() {
    return streams;
  }

  /** What decides a spoke's changes here, by spoke. */
  Map<String, HubApplier> judges() {
    return judges;
  }

  List<Runnable> retries() {
    return retries;
  }

  /** For the routes: {@code incoming-<partner>}. */
  Map<String, Object> beans() {
    return beans;
  }

  <T> T decide(Function<ApplyTransaction, T> work) {
    return inTransaction(work);
  }
}
