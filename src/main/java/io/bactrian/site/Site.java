package io.bactrian.site;

import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import io.bactrian.capture.Capture;
import io.bactrian.capture.Outbox;
import io.bactrian.changelog.ChangelogStore;
import io.bactrian.changelog.ConflictLog;
import io.bactrian.changelog.MongoChangelog;
import io.bactrian.config.Role;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.database.ApplyTransactions;
import io.bactrian.database.JdbcOutbox;
import io.bactrian.exchange.FileExchange;
import io.bactrian.exchange.HttpExchange;
import io.bactrian.exchange.MongoChangesetStore;
import io.bactrian.exchange.Outages;
import io.bactrian.exchange.Rejects;
import io.bactrian.exchange.Retention;
import io.bactrian.exchange.Signal;
import io.bactrian.exchange.Streams;
import io.bactrian.expression.SimpleExpressions;
import io.bactrian.load.Loader;
import io.bactrian.load.Loads;
import io.bactrian.monitor.SiteStatus;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A site put together from its folder: its database, its stores, its streams. It moves nothing by
 * itself; a {@link Runner} does. Thread-safe.
 */
public final class Site implements AutoCloseable {
  /** Beside one for the question that each partner keeps open. */
  private static final int WORKERS = 20;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

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
  private final SiteMappings mappings;
  private final Signal captured = new Signal();
  private final Clock clock = Clock.systemUTC();
  private final Supplier<String> ids = () -> UUID.randomUUID().toString();
  private final Outages outages = new Outages(clock);
  private final Capture capture;
  private final PartnerStreams partners;

  private Site(
      SiteConfiguration configuration,
      SiteDatabase database,
      ChangelogStore store,
      SimpleExpressions expressions) {
    this.configuration = configuration;
    this.database = database;
    this.store = store;
    this.expressions = expressions;
    var folder = new SiteFolder(configuration.folder());
    changelog = new MongoChangelog(store.database(), store.blocks(), ids);
    changesets = new MongoChangesetStore(store);
    conflicts = new ConflictLog(store);
    var rules = database.tables().rules();
    outbox = new JdbcOutbox(database.pool(), database.dialect(), database.schema(), rules);
    capture = new Capture(outbox, changelog, conflicts, captured::raise, ids, clock);
    storedStreams = new StoredStreams(database.pool());
    transactions =
        new ApplyTransactions(database.pool(), database.dialect(), database.schema(), rules, clock);
    mappings =
        new SiteMappings(
            folder,
            configuration.site().system(),
            isHub(),
            database.schema(),
            expressions,
            configuration.partners());
    partners = new PartnerStreams(this, folder, mappings, transactions, ids);
  }

  /**
   * Reads the folder and opens both stores.
   *
   * @throws io.bactrian.config.ConfigurationException with every fault of the folder at once
   * @throws UnreachableException when a store does not answer now and may later
   * @throws IllegalStateException when a store can't be reached; says which, and what to do
   */
  public static Site open(Path folder) {
    SiteConfiguration configuration = SiteConfiguration.read(folder);
    SimpleExpressions expressions = new SimpleExpressions();
    SiteDatabase database = null;
    ChangelogStore store = null;
    Site site = null;
    try {
      database = SiteDatabase.open(configuration, SiteDatabase.tables(configuration, expressions));
      store = openStore(configuration);
      site = new Site(configuration, database, store, expressions);
      return site;
    } finally {
      if (site == null) {
        close(store, database, expressions);
      }
    }
  }

  private static ChangelogStore openStore(SiteConfiguration configuration) {
    try {
      return ChangelogStore.open(
          configuration.changelog().uri(),
          configuration.changelog().database(),
          new SiteFolder(configuration.folder()).changelog(),
          PATIENCE);
    } catch (IllegalStateException e) {
      boolean mayPass =
          e.getCause() instanceof MongoException
              && !(e.getCause() instanceof MongoSecurityException);
      throw mayPass ? new UnreachableException(e.getMessage(), e) : e;
    }
  }

  private static void close(
      ChangelogStore store, SiteDatabase database, SimpleExpressions expressions) {
    if (store != null) {
      store.close();
    }
    if (database != null) {
      database.close();
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

  public Outbox outbox() {
    return outbox;
  }

  public StoredStreams storedStreams() {
    return storedStreams;
  }

  public SiteMappings mappings() {
    return mappings;
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
   * @param incarnation in which streams begin anew; empty for the next one that is known
   */
  public Recovery recovery(OptionalLong incarnation) {
    return new Recovery(this, transactions, ids, incarnation);
  }

  /** What a person may do with conflicts and parked changes. */
  public Decisions decisions() {
    return new Decisions(this, partners.judges(), transactions, clock);
  }

  /** Where the site stands now; reads both stores. */
  public SiteStatus status() {
    return new SiteStatusReader(this, outages).read();
  }

  /** Lets go everyone who waits for something to be captured; the site stops. */
  void wakeAll() {
    captured.close();
  }

  /** What the routes name. */
  Map<String, Object> beans() {
    var tokens = new LinkedHashMap<String, String>();
    configuration
        .partners()
        .forEach(p -> p.token().ifPresent(token -> tokens.put(p.id(), token.value())));
    Map<String, Object> beans = new LinkedHashMap<>(partners.beans());
    beans.put("changelog", store.client());
    beans.put("capture", capture);
    beans.put(
        "http",
        new HttpExchange(
            streams(), ids.get(), captured, configuration.exchange().longPoll(), tokens));
    beans.put(
        "files", new FileExchange(streams(), configuration.files().resendAfter(), captured, clock));
    beans.put("loads", new Loads(storedStreams::loading, partners.loaders()));
    beans.put("rejects", new Rejects());
    beans.put("outages", outages);
    beans.put("quiet", new Quiet());
    beans.put(
        "vertx", new VertxOptions().setWorkerPoolSize(WORKERS + configuration.partners().size()));
    beans.put("waiting", new Waiting(partners.retries()));
    beans.put(
        "retention",
        new Retention(
            changelog,
            streams().all(),
            out ->
                isHub()
                    ? out.confirmedThrough()
                    : storedStreams.state(out.partner()).acknowledgedPosition()));
    return beans;
  }

  /** What <code>{{…}}</code> in the routes stands for; times are in milliseconds. */
  Map<String, String> placeholders() {
    return Map.of(
        "changelog.database", store.database().getName(),
        "changelog.write-concern", store.blocksByName(),
        "capture.interval", millis(configuration.capture().interval()),
        "exchange.listens", "" + configuration.exchange().listen().isPresent(),
        "exchange.retry-polls", "" + Math.max(1, configuration.exchange().retry().toMillis() / 10),
        "files.interval", millis(configuration.files().interval()),
        "retry.interval", millis(configuration.maintenance().retryInterval()),
        "purge.schedule", configuration.maintenance().purgeSchedule());
  }

  private static String millis(Duration time) {
    return "" + time.toMillis();
  }

  @Override
  public void close() {
    wakeAll();
    close(store, database, expressions);
  }
}
