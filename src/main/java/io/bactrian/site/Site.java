package io.bactrian.site;

import io.bactrian.archive.ConflictArchive;
import io.bactrian.capture.Outbox;
import io.bactrian.capture.WatchedOutbox;
import io.bactrian.changelog.ChangelogStore;
import io.bactrian.changelog.ConflictLog;
import io.bactrian.changelog.MongoChangelog;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.database.ApplyTransactions;
import io.bactrian.database.StoredStreams;
import io.bactrian.decide.Decisions;
import io.bactrian.event.EventJournal;
import io.bactrian.exchange.Signal;
import io.bactrian.exchange.Streams;
import io.bactrian.exchange.mongo.MongoChangesetStore;
import io.bactrian.expression.SimpleExpressions;
import io.bactrian.load.Loader;
import io.bactrian.monitor.SiteStatus;
import io.bactrian.recovery.Recovery;
import io.bactrian.route.Capture;
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
 * A site, built from its folder: its database, stores and streams. Does nothing by itself; a {@link
 * Runner} runs its routes. Thread-safe.
 */
public final class Site implements AutoCloseable {

  private final SiteConfiguration configuration;
  private final SiteStores stores;
  private final SimpleExpressions expressions;
  private final LiveMappings mappings;
  private final WaitSchedules waits;
  private final Signal captured = new Signal();
  private final Clock clock = Clock.systemUTC();
  private final Supplier<String> ids = () -> UUID.randomUUID().toString();
  private final SiteFolder folder;
  private final SiteProblems problems;
  private final Retries retries;
  private final PartnerSchedules schedules;
  private final Capture capture;
  private final PartnerStreams partners;
  private final ConflictArchive archive;
  private final AtomicBoolean open = new AtomicBoolean(true);

  private Site(
      SiteConfiguration configuration,
      SiteDatabase database,
      ChangelogStore store,
      SimpleExpressions expressions) {
    this.configuration = configuration;
    this.stores =
        SiteStores.of(
            database,
            store,
            ids,
            clock,
            configuration.changesets().lockMost().dividedBy(2),
            new SiteFolder(configuration.folder()).spool());
    this.expressions = expressions;
    waits = new WaitSchedules(configuration);
    folder = new SiteFolder(configuration.folder());
    schedules = new PartnerSchedules(configuration, clock, stores.suspended()::all);
    problems =
        new SiteProblems(
            folder,
            configuration.retry(),
            clock,
            () -> ThreadLocalRandom.current().nextDouble(),
            changed -> Health.of(configuration, database, changed),
            changed -> new TriggerDrift(id(), database.alteringTables(configuration), changed));
    capture =
        new Capture(
            new WatchedOutbox(stores.outbox(), waits::changed),
            stores.changelog(),
            stores.conflicts(),
            captured::raise,
            ids,
            clock,
            System::nanoTime);
    mappings = new LiveMappings(SiteMappings.places(folder), this::readMappings);
    partners = new PartnerStreams(configuration, stores, problems, clock, appliers(), waits);
    archive = SiteRecords.archive(configuration, stores, partnerIds(), clock);
    retries = new Retries(partnerIds(), mappings, () -> partners.use(appliers()), problems);
  }

  private SiteMappings readMappings() {
    SiteMappings read =
        new SiteMappings(
            folder,
            configuration.site().kind(),
            isHub(),
            database().schema(),
            expressions,
            configuration.partners());
    if (isHub()) { // before anything is decided by them
      stores.rulesHistory().keep(read.rulesText(), read.rules().versions(), clock.instant());
    }
    return read;
  }

  private Appliers appliers() {
    return new Appliers(configuration, stores, mappings.inUse(), ids, problems.drift(), waits);
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
    return open(SiteConfiguration.read(folder));
  }

  /** As {@link #open(Path)}, with settings that were read before. */
  static Site open(SiteConfiguration configuration) {
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
    return configuration.isHub();
  }

  public SiteDatabase database() {
    return stores.database();
  }

  public MongoChangelog changelog() {
    return stores.changelog();
  }

  public MongoChangesetStore changesets() {
    return stores.changesets();
  }

  public ConflictLog conflicts() {
    return stores.conflicts();
  }

  ApplyTransactions transactions() {
    return stores.transactions();
  }

  public Outbox outbox() {
    return stores.outbox();
  }

  public StoredStreams storedStreams() {
    return stores.streams();
  }

  /** The journal of what happened here. */
  public EventJournal events() {
    return stores.events();
  }

  /** The mappings in use now. */
  public SiteMappings mappings() {
    return mappings.inUse();
  }

  SiteProblems problems() {
    return problems;
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

  PartnerSchedules partnerSchedules() {
    return schedules;
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

  /** Sends a partner the rows that it may see. */
  public Loader loader(String partner) {
    return partners.loaders().get(partner);
  }

  /** Suspends, resumes, abandons and removes partners. */
  public PartnerCare partnerCare() {
    return new PartnerCare(configuration, stores, streams(), partners.loaders(), clock);
  }

  Capture capture() {
    return capture;
  }

  /**
   * Repairs a site whose database or changelog was restored from a backup; the site must not run.
   *
   * @param incarnation in which streams restart at least; if empty, derived from the clock
   */
  public Recovery recovery(OptionalLong incarnation) {
    return new Recovery(
        new Recovery.Stores(
            capture::reconcile,
            stores.outbox()::head,
            stores.changelog(),
            stores.changesets(),
            stores.transactions()::repair,
            ids),
        isHub(),
        streams().all(),
        stores.streams()::state,
        incarnation.orElseGet(() -> Recovery.incarnationAt(clock.instant())));
  }

  /** Lets people decide conflicts and parked changes. */
  public Decisions decisions() {
    return decisions(clock);
  }

  /**
   * @param clock tells when what people do was done
   */
  Decisions decisions(Clock clock) {
    return SiteRecords.decisions(
        stores,
        partnerIds(),
        partners.hubAppliers(),
        new SiteRecords.KnownRules(() -> mappings().rules(), expressions),
        archive,
        clock);
  }

  /** Current status; reads both stores. */
  public SiteStatus status() {
    return new SiteStatusReader(configuration, stores, streams(), clock, problems.now()).read();
  }

  private RouteBeans routeBeans() {
    return new RouteBeans(configuration, stores, clock);
  }

  /** Beans for the routes, by name. */
  Map<String, Object> beans() {
    return routeBeans()
        .all(
            new RouteBeans.Driven(
                capture, captured, decisions(), partners, problems, retries, schedules, archive),
            ids.get());
  }

  /** Values for <code>{{…}}</code> in the routes; times are in milliseconds. */
  Map<String, String> placeholders() {
    return routeBeans().placeholders();
  }

  /** Closes the stores, so that work under way fails. */
  void cut() {
    if (open.compareAndSet(true, false)) {
      close(stores.mongo(), stores.database(), expressions);
    }
  }

  @Override
  public void close() {
    cut();
  }
}
