package io.bactrian.site;

import io.bactrian.apply.Applied;
import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.PendingRows;
import io.bactrian.apply.RoundTripEquality;
import io.bactrian.apply.SpokeApplier;
import io.bactrian.apply.StreamState;
import io.bactrian.changelog.TailPendingRows;
import io.bactrian.changeset.Header;
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
import io.bactrian.load.Loader;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final Map<String, Loader> loaders = new LinkedHashMap<>();
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
            number -> site.storedStreams().hash(id, number),
            site.isHub() ? judge(partner) : rebase(partner),
            out,
            limits(),
            folder.spool());
    outgoing.put(id, out);
    loaders.put(id, loader(id, out));
    beans.put("incoming-" + id, in);
  }

  private Loader loader(String partner, Outgoing out) {
    SiteDatabase database = site.database();
    return new Loader(
        new Loader.Source(database.schema().parentsFirst(), database.tables().rules()),
        partner,
        transactions::open,
        out,
        (number, marked) ->
            site.isHub()
                ? site.changelog().head().position()
                : Math.max(marked, through(partner, number)));
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
    return (header, hash, items) -> {
      Applied did = inTransaction(tx -> applier.apply(tx, header, hash, items));
      if (did.asked()) {
        loaders.get(partner.id()).beginAnew();
      }
      return did.summary();
    };
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
    return (header, hash, items) -> {
      Applied did = inTransaction(tx -> applier.apply(tx, header, hash, items));
      if (did.asked()) {
        loaders.get(hub.id()).beginAnew();
      }
      return did.summary();
    };
  }

  /**
   * Position of our log that our changeset of this number covers; 0 when it is of a past
   * incarnation that is not known any more: then all that is pending came later.
   */
  private long through(String partner, long number) {
    Optional<Manifest> sent = site.changesets().sent(partner, Header.incarnation(number), number);
    long current = site.changesets().lastSent(partner).map(Manifest::incarnation).orElse(1L);
    if (sent.isEmpty() && number > 0 && Header.incarnation(number) >= current) {
      throw new IllegalStateException(
          "%s says it has applied our changeset #%d, which the changelog does not know. The changelog was restored from a backup, or another site uses this site's id. Nothing is applied. Stop the other site, or stop this one and run `bactrian recover` here."
              .formatted(partner, number));
    }
    return sent.map(Manifest::through).orElse(0L);
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

  /** What sends each partner the rows that it, or we, asked for. */
  Map<String, Loader> loaders() {
    return loaders;
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
