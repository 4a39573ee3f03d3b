package io.bactrian.site;

import io.bactrian.apply.Applier;
import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.LoadProgress;
import io.bactrian.apply.LoadScope;
import io.bactrian.apply.StreamState;
import io.bactrian.changeset.Item.Request.What;
import io.bactrian.changeset.Limits;
import io.bactrian.changeset.RowLimits;
import io.bactrian.changeset.Table;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.config.SiteConfiguration.Partner;
import io.bactrian.config.Start;
import io.bactrian.exchange.ChangesetSize;
import io.bactrian.exchange.Incoming;
import io.bactrian.exchange.LatestArrivals;
import io.bactrian.exchange.Outgoing;
import io.bactrian.exchange.SentPositions;
import io.bactrian.exchange.Streams;
import io.bactrian.load.Loader;
import io.bactrian.load.MappedRows;
import io.bactrian.load.Source;
import io.bactrian.route.ApplySteps;
import io.bactrian.route.BuildSteps;
import io.bactrian.route.WaitingRows;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/** The two streams with each partner of a site, and the appliers for what arrives. Thread-safe. */
final class PartnerStreams {
  private final SiteConfiguration configuration;
  private final SiteStores stores;
  private final SiteProblems problems;
  private final Clock clock;
  private final Path spool;
  private final Map<String, Outgoing> outgoing = new LinkedHashMap<>();
  private final Map<String, Incoming> incoming = new LinkedHashMap<>();
  private final Map<String, Object> beans = new LinkedHashMap<>();
  private final Map<String, Loader> loaders = new LinkedHashMap<>();
  private final List<WaitingRows.Stream> waiting = new ArrayList<>();
  private final WaitSchedules schedules;
  private final Streams streams;
  private volatile Appliers appliers;

  /**
   * @param problems which of the partners' streams are on hold here, and their schemas
   * @param appliers built from the mappings in use
   * @param schedules when waiting rows are tried again
   */
  PartnerStreams(
      SiteConfiguration configuration,
      SiteStores stores,
      SiteProblems problems,
      Clock clock,
      Appliers appliers,
      WaitSchedules schedules) {
    this.configuration = configuration;
    this.stores = stores;
    this.problems = problems;
    this.clock = clock;
    this.appliers = appliers;
    this.schedules = schedules;
    spool = new SiteFolder(configuration.folder()).spool();
    configuration.partners().forEach(this::add);
    streams =
        new Streams(
            configuration.site().id(), outgoing, stores.streams()::state, problems.holds(), clock);
  }

  private void add(Partner partner) {
    String id = partner.id();
    Supplier<StreamState> state = () -> stores.streams().state(id);
    Outgoing out =
        new Outgoing(
            new Outgoing.Identity(
                configuration.site().id(),
                configuration.site().kind(),
                stores.database().fingerprint(),
                rowLimits(),
                configuration.isHub()),
            id,
            stores.changelog(),
            stores.changesets(),
            new Outgoing.Making(
                () -> state.get().number(),
                new ChangesetSize(
                    configuration.changesets().maxChanges(),
                    configuration.changesets().lockMost(),
                    configuration.changesets().maxSize()),
                spool));
    Incoming in =
        new Incoming(
            new Incoming.Stream(
                configuration.site().id(),
                id,
                partner.system(),
                state,
                number -> stores.streams().hash(id, number)),
            stores.changesets(),
            out,
            problems.holds(),
            new Incoming.Intake(
                limits(),
                new Incoming.Room(
                    configuration.limits().earlyChangesets(), configuration.limits().earlySize()),
                spool));
    outgoing.put(id, out);
    incoming.put(id, in);
    Loader loader = loader(id, out);
    loaders.put(id, loader);
    if (configuration.isHub() && partner.start() != Start.LOG) {
      out.first(() -> loader.firstContact(partner.start() == Start.LOAD));
    }
    beans.put("incoming-" + id, in);
    beans.put("build-" + id, new BuildSteps(out, System::nanoTime));
    beans.put(
        "apply-" + id,
        new ApplySteps(
            in,
            header -> applier(id, header.schema()),
            stores.transactions()::open,
            loaders.get(id)::beginRequested,
            System::nanoTime));
    waiting.add(
        new WaitingStream(
            schedules.of(id), () -> stores.transactions().in(tx -> latest(id).retryWaiting(tx))));
  }

  /** What became of the changesets of a partner that this process worked on last. */
  List<LatestArrivals.Arrived> arrived(String partner) {
    return incoming.get(partner).latest();
  }

  private Applier applier(String partner, int schema) {
    Applier applier = appliers.of(partner, schema);
    problems.noteSchema(partner, schema);
    return applier;
  }

  private Loader loader(String partner, Outgoing out) {
    SiteDatabase database = stores.database();
    SentPositions sent = new SentPositions(stores.changesets(), partner);
    return new Loader(
        new Source(
            database.schema().parentsFirst(),
            database.tables().rules(),
            this::endHolds,
            new MappedRows(this::latest),
            configuration.isHub()),
        partner,
        stores.transactions()::open,
        out,
        (number, marked) ->
            configuration.isHub()
                ? stores.changelog().head().position()
                : sent.restartAfter(number, marked, stores.changelog().first()),
        new Loader.Allowance(configuration.limits().loads(), clock));
  }

  /**
   * Ends the hold of tables whose rows are about to be sent, and lets all other partners get these
   * rows, too, as nobody got the changes on hold.
   */
  private void endHolds(ApplyTransaction tx, String partner, List<Table> tables, boolean mirror) {
    List<String> held = tx.dropOnHold(tables.stream().map(Table::name).toList());
    if (!held.isEmpty()) {
      LoadScope all = LoadScope.of(What.LOAD, held);
      LoadScope scope = mirror ? all : all.keeping();
      for (String other : new TreeSet<>(loaders.keySet())) {
        if (!other.equals(partner)) {
          long known = tx.lockStream(other).acknowledgedNumber();
          LoadProgress.ask(tx, LoadProgress.begin(other, scope, false, known));
        }
      }
    }
  }

  private Applier latest(String partner) {
    return appliers.latest(partner, problems.schema(partner));
  }

  /** What a partner may send at most in one row; a change has it twice, before and after. */
  private RowLimits rowLimits() {
    long value = configuration.changesets().maxValue();
    return new RowLimits(value, Math.min(2 * value, Integer.MAX_VALUE));
  }

  /** Limits of one incoming document. */
  Limits limits() {
    Limits d = Limits.DEFAULT;
    return new Limits(
        configuration.changesets().maxSize(),
        d.maxRatio(),
        (int) rowLimits().value(),
        (int) rowLimits().row(),
        d.maxColumns(),
        d.maxTables());
  }

  private <T> T inTransaction(Function<ApplyTransaction, T> work) {
    try (ApplyTransaction tx = stores.transactions().open()) {
      return work.apply(tx);
    }
  }

  /**
   * Returns the position through which everything was captured when it was called. Waits until all
   * transactions that were applying changesets then have ended.
   */
  long settledThrough() {
    long captured = inTransaction(ApplyTransaction::capturedThrough);
    outgoing.keySet().forEach(partner -> inTransaction(tx -> tx.lockStream(partner)));
    return captured;
  }

  Streams streams() {
    return streams;
  }

  /** Replaces the appliers. */
  void use(Appliers renewed) {
    appliers = renewed;
  }

  /** The appliers that decide spokes' changes, by spoke. */
  Map<String, HubApplier> hubAppliers() {
    return appliers.atHub(problems::schema);
  }

  /** The loader for each partner, by its id. */
  Map<String, Loader> loaders() {
    return loaders;
  }

  WaitingRows waitingRows() {
    return new WaitingRows(waiting);
  }

  /**
   * Beans for the routes, by name: {@code incoming-<partner>}, {@code build-<partner>} and {@code
   * apply-<partner>}.
   */
  Map<String, Object> beans() {
    return beans;
  }
}
