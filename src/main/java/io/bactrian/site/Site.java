package io.bactrian.site;

import io.bactrian.capture.Capture;
import io.bactrian.capture.Outbox;
import io.bactrian.changelog.ChangelogStore;
import io.bactrian.changelog.ConflictLog;
import io.bactrian.changelog.ConflictPurge;
import io.bactrian.changelog.MongoChangelog;
import io.bactrian.config.Role;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.database.ApplyTransactions;
import io.bactrian.database.JdbcOutbox;
import io.bactrian.database.StoredStreams;
import io.bactrian.exchange.MongoChangesetStore;
import io.bactrian.exchange.Signal;
import io.bactrian.exchange.Streams;
import io.bactrian.expression.SimpleExpressions;
import io.bactrian.load.Loader;
import io.bactrian.monitor.SiteStatus;
import io.bactrian.recovery.Recovery;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A site put together from its folder: its database, its stores, its streams. It moves nothing by
 * itself; a {@link Runner} does. Thread-safe.
 */
public final class Site implements AutoCloseable {

  private final SiteConfiguration configuration;
  private final SiteDatabase database;
  private final ChangelogStore store;
  private final MongoChangelog changelog;
  private final MongoChangesetStore changesets;
  private final ConflictLog conflicts;
  private final Outbox outbox;
  private final StoredStreams storedStreams;
  private final ApplyTransactions transactions;
  private final SimpleExpressions expressions;
  private final LiveMappings mappings;
  private final Signal captured = new Signal();
  private final Clock clock = Clock.systemUTC();
  private final Supplier<String> ids = () -> UUID.randomUUID().toString();
  private final SiteFolder folder;
  private final Troubles troubles;
  private final Retries retries;
  private final Capture capture;
  private final PartnerStreams partners;
  private final AtomicBoolean open = new AtomicBoolean(true);

  private Site(
      SiteConfiguration configuration,
      SiteDatabase database,
      ChangelogStore store,
      SimpleExpressions expressions) {
    this.configuration = configuration;
    this.database = database;
    this.store = store;
    this.expressions = expressions;
    folder = new SiteFolder(configuration.folder());
    troubles =
        new Troubles(
            folder,
            configuration.retry(),
            clock,
            () -> ThreadLocalRandom.current().nextDouble(),
            changed -> Health.of(configuration, database, changed));
    changelog = new MongoChangelog(store.database(), store.blocks(), ids);
    changesets = new MongoChangesetStore(store);
    conflicts = new ConflictLog(store);
    var rules = database.tables().rules();
    outbox = new JdbcOutbox(database.pool(), database.dialect(), database.schema(), rules);
    capture =
        new Capture(outbox, changelog, conflicts, captured::raise, ids, clock, System::nanoTime);
    storedStreams = new StoredStreams(database.pool(), database.dialect());
    transactions =
        new ApplyTransactions(database.pool(), database.dialect(), database.schema(), rules, clock);
    mappings = new LiveMappings(SiteMappings.places(folder), this::readMappings);
    partners = new PartnerStreams(this, folder, appliers(), transactions);
    retries =
        new Retries(
            partnerIds(),
            mappings,
            () -> partners.use(appliers()),
            troubles,
            new RetryRequests(folder));
  }

  private SiteMappings readMappings() {
    return new SiteMappings(
        folder,
        configuration.site().system(),
        isHub(),
        database.schema(),
        expressions,
        configuration.partners());
  }

  private Appliers appliers() {
    return new Appliers(this, mappings.inUse(), ids);
  }

  private List<String> partnerIds() {
    return configuration.partners().stream().map(SiteConfiguration.Partner::id).toList();
  }

  /**
   * Reads the folder and opens both stores.
   *
   * @throws io.bactrian.config.ConfigurationException with every fault of the folder at once
   * @throws UnreachableException when a store does not answer now and may later
   * @throws io.bactrian.problem.ProblemException when a store can't be reached; says which, and
   *     what to do
   */
  public static Site open(Path folder) {
    SiteConfiguration configuration = SiteConfiguration.read(folder);
    SimpleExpressions expressions = new SimpleExpressions();
    SiteDatabase database = null;
    ChangelogStore store = null;
    Site site = null;
    try {
      database = SiteDatabase.open(configuration, SiteDatabase.tables(configuration, expressions));
      store = SiteChangelog.open(configuration);
      site = new Site(configuration, database, store, expressions);
      return site;
    } finally {
      if (site == null) {
        close(store, database, expressions);
      }
    }
  }

  private static void close(
      ChangelogStore store, SiteDatabase database, SimpleExpressions expressions) {
    if (database != null) {
      database.close();
    }
    if (store != null) {
      store.close();
    }
    expressions.close();
  }

  public SiteConfiguration configuration() {
    return configuration;
  }

  public String id() {
    return configuration.site().id();
  }

  public boolean isHub() {
    return configuration.site().role() == Role.HUB;
  }

  public SiteDatabase database() {
    return database;
  }

  public MongoChangelog changelog() {
    return changelog;
  }

  public MongoChangesetStore changesets() {
    return changesets;
  }

  public ConflictLog conflicts() {
    return conflicts;
  }

  ConflictPurge conflictPurge() {
    return new ConflictPurge(store);
  }

  public Outbox outbox() {
    return outbox;
  }

  public StoredStreams storedStreams() {
    return storedStreams;
  }

  /** Those in use now. */
  public SiteMappings mappings() {
    return mappings.inUse();
  }

  Troubles troubles() {
    return troubles;
  }

  /** Raised whenever something was captured. */
  Signal captured() {
    return captured;
  }

  PartnerStreams partnerStreams() {
    return partners;
  }

  Supplier<String> ids() {
    return ids;
  }

  Retries retries() {
    return retries;
  }

  Clock clock() {
    return clock;
  }

  public Streams streams() {
    return partners.streams();
  }

  /** What sends a partner rows that it may see. */
  public Loader loader(String partner) {
    return partners.loaders().get(partner);
  }

  Capture capture() {
    return capture;
  }

  /**
   * Repairs the site when something of it went back in time; it must not run.
   *
   * @param incarnation in which streams begin anew at least; empty for one that the clock gives
   */
  public Recovery recovery(OptionalLong incarnation) {
    return new Recovery(
        new Recovery.Stores(
            capture::reconcile, outbox::head, changelog, changesets, transactions::repair, ids),
        isHub(),
        streams().all(),
        storedStreams::state,
        incarnation.orElseGet(() -> Recovery.incarnationAt(clock.instant())));
  }

  /** What a person may do with conflicts and parked changes. */
  public Decisions decisions() {
    return new Decisions(this, partners.judges(), transactions, clock);
  }

  /** Where the site stands now; reads both stores. */
  public SiteStatus status() {
    return new SiteStatusReader(this, troubles.now()).read();
  }

  /** Lets go everyone who waits for something to be captured; the site stops. */
  void wakeAll() {
    captured.close();
  }

  /** What the routes name. */
  Map<String, Object> beans() {
    return new RouteBeans(this, store).all();
  }

  /** What <code>{{…}}</code> in the routes stands for; times are in milliseconds. */
  Map<String, String> placeholders() {
    return new RouteBeans(this, store).placeholders();
  }

  /** Ends what still works on the stores by closing them. */
  void cut() {
    if (open.compareAndSet(true, false)) {
      close(store, database, expressions);
    }
  }

  @Override
  public void close() {
    wakeAll();
    cut();
  }
}
