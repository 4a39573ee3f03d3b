package io.bactrian.site;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.StreamState;
import io.bactrian.changeset.Limits;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.config.SiteConfiguration.Partner;
import io.bactrian.database.ApplyTransactions;
import io.bactrian.exchange.Incoming;
import io.bactrian.exchange.Outgoing;
import io.bactrian.exchange.SentPositions;
import io.bactrian.exchange.Streams;
import io.bactrian.load.Loader;
import io.bactrian.route.ApplySteps;
import io.bactrian.route.BuildSteps;
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
  private final ApplyTransactions transactions;
  private final Map<String, Outgoing> outgoing = new LinkedHashMap<>();
  private final Map<String, Object> beans = new LinkedHashMap<>();
  private final Map<String, Loader> loaders = new LinkedHashMap<>();
  private final List<Runnable> retries = new ArrayList<>();
  private final Streams streams;
  private volatile Appliers appliers;

  PartnerStreams(Site site, SiteFolder folder, Appliers appliers, ApplyTransactions transactions) {
    this.site = site;
    this.configuration = site.configuration();
    this.folder = folder;
    this.transactions = transactions;
    this.appliers = appliers;
    configuration.partners().forEach(this::add);
    streams =
        new Streams(
            site.id(),
            outgoing,
            site.storedStreams()::state,
            site.troubles().holds(),
            site.clock());
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
            new Outgoing.Making(
                () -> state.get().number(),
                configuration.changesets().maxChanges(),
                folder.spool()));
    Incoming in =
        new Incoming(
            new Incoming.Stream(
                site.id(),
                id,
                partner.system(),
                state,
                number -> site.storedStreams().hash(id, number)),
            site.changesets(),
            out,
            site.troubles().holds(),
            new Incoming.Intake(
                limits(),
                new Incoming.Room(
                    configuration.limits().earlyChangesets(), configuration.limits().earlySize()),
                folder.spool()));
    outgoing.put(id, out);
    loaders.put(id, loader(id, out));
    beans.put("incoming-" + id, in);
    beans.put("build-" + id, new BuildSteps(out, System::nanoTime));
    beans.put(
        "apply-" + id,
        new ApplySteps(
            in,
            () -> appliers.of(id),
            transactions::open,
            loaders.get(id)::beginAnew,
            System::nanoTime));
    retries.add(() -> inTransaction(tx -> appliers.of(id).retryWaiting(tx)));
  }

  private Loader loader(String partner, Outgoing out) {
    SiteDatabase database = site.database();
    SentPositions sent = new SentPositions(site.changesets(), partner);
    return new Loader(
        new Loader.Source(database.schema().parentsFirst(), database.tables().rules()),
        partner,
        transactions::open,
        out,
        (number, marked) ->
            site.isHub()
                ? site.changelog().head().position()
                : sent.anewAfter(number, marked, site.changelog().first()),
        new Loader.Allowance(configuration.limits().loads(), site.clock()));
  }

  /** Of one document that arrives. */
  Limits limits() {
    Limits d = Limits.DEFAULT;
    return new Limits(
        configuration.changesets().maxSize(),
        d.maxRatio(),
        d.maxValueCharacters(),
        d.maxItemCharacters(),
        d.maxColumns(),
        d.maxTables());
  }

  private <T> T inTransaction(Function<ApplyTransaction, T> work) {
    try (ApplyTransaction tx = transactions.open()) {
      return work.apply(tx);
    }
  }

  /** How far everything was captured, once all that began to be applied before is committed. */
  long settledThrough() {
    long captured = inTransaction(ApplyTransaction::capturedThrough);
    outgoing.keySet().forEach(partner -> inTransaction(tx -> tx.lockStream(partner)));
    return captured;
  }

  Streams streams() {
    return streams;
  }

  /** From now on these apply what arrives. */
  void use(Appliers renewed) {
    appliers = renewed;
  }

  /** What decides a spoke's changes here, by spoke. */
  Map<String, HubApplier> judges() {
    return appliers.atHub();
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
}
