package io.bactrian.convergence;

import io.bactrian.apply.Applied;
import io.bactrian.apply.ApplyAgainException;
import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.LimitReachedException;
import io.bactrian.apply.LoadScope;
import io.bactrian.apply.PartnerState;
import io.bactrian.apply.RowRefusedException;
import io.bactrian.apply.StreamState;
import io.bactrian.capture.Outbox;
import io.bactrian.capture.WatchedOutbox;
import io.bactrian.changelog.Changelog;
import io.bactrian.changeset.ChangesetReader;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item.Request.What;
import io.bactrian.changeset.Limits;
import io.bactrian.changeset.MalformedChangesetException;
import io.bactrian.changeset.SystemVersion;
import io.bactrian.exchange.Arrival;
import io.bactrian.exchange.Backoff;
import io.bactrian.exchange.ChangesetSize;
import io.bactrian.exchange.Incoming;
import io.bactrian.exchange.Manifest;
import io.bactrian.exchange.Outgoing;
import io.bactrian.exchange.Question;
import io.bactrian.exchange.RoundHeaders;
import io.bactrian.exchange.SentPositions;
import io.bactrian.exchange.Signal;
import io.bactrian.exchange.StreamHolds;
import io.bactrian.exchange.StreamStoppedException;
import io.bactrian.exchange.Streams;
import io.bactrian.load.Loader;
import io.bactrian.load.MappedRows;
import io.bactrian.load.Source;
import io.bactrian.problem.Problem;
import io.bactrian.recovery.Lost;
import io.bactrian.recovery.Recovery;
import io.bactrian.route.Capture;
import io.bactrian.route.FileExchange;
import io.bactrian.route.HttpAnswers;
import io.bactrian.route.HttpExchange;
import io.bactrian.route.Loads;
import io.bactrian.route.Retention;
import io.bactrian.transform.MappingException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultExchange;
import org.bson.Document;

/**
 * A running site: the product's classes over a site's stores, and the steps of its routes in order.
 * Its memory is lost when it dies.
 */
final class Process {
  static final Duration RESEND = Duration.ofMinutes(10);

  private final SimulatedSite site;
  private final World world;
  private final MemoryChangelog log;
  private final MemoryChangesets changesets;
  private final Outbox outbox;
  private final Capture capture;
  private final FileExchange files;
  private final HttpExchange http;
  private final HttpAnswers answers;
  private final Retention retention;
  private final StreamHolds holds;
  private final Appliers appliers;
  private final BrokenSteps steps;
  private final Map<String, Outgoing> outgoing = new LinkedHashMap<>();
  private final Map<String, Incoming> incoming = new HashMap<>();
  private final Map<String, Loader> loaders = new HashMap<>();
  private final Loads loads;
  private boolean capturing;

  Process(SimulatedSite site, World world) {
    this.site = site;
    this.world = world;
    Signal captured = new Signal();
    Breakage broken = world.broken();
    steps = new BrokenSteps(broken, site);
    log = BrokenChangelog.of(broken, site);
    changesets = BrokenChangesets.of(broken, site);
    outbox = BrokenOutbox.of(broken, site);
    appliers = new Appliers(site, world, log, changesets);
    capture =
        new Capture(
            new WatchedOutbox(outbox, appliers::changed),
            log,
            (records, at) ->
                records.forEach(
                    record ->
                        site.fate.step(
                            "conflict saved", () -> site.store.conflicts.put(record.id(), record))),
            captured::raise,
            site::nextId,
            site.clock,
            () -> 0);
    Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), () -> 0);
    holds = new StreamHolds(backoff, site.clock, () -> {});
    List<String> partners = world.partners(site.id());
    for (String partner : partners) {
      join(partner, BrokenReading.of(log, partner, world));
    }
    loads = new Loads(this::loading, loaders);
    Streams streams = new Streams(site.id(), outgoing, this::acknowledged, holds, site.clock);
    files = new FileExchange(streams, RESEND, captured, site.clock);
    http = new HttpExchange(streams, site.nextId(), captured, Duration.ZERO, Map.of());
    answers = new HttpAnswers(streams);
    retention =
        new Retention(
            log,
            outgoing.values(),
            out -> steps.confirmed(out.partner(), confirmed(out.partner())),
            () -> site.database.captured.position());
  }

  private void join(String partner, Changelog reading) {
    Outgoing out =
        new Outgoing(
            new Outgoing.Identity(
                site.id(),
                new SystemVersion("system", 0),
                "v",
                world.scarcity().rows(),
                site.isHub()),
            partner,
            reading,
            changesets,
            new Outgoing.Making(
                () -> acknowledged(partner).number(),
                new ChangesetSize(world.maxChanges(), Duration.ofDays(1), 0),
                world.spool()));
    outgoing.put(partner, out);
    incoming.put(
        partner,
        new Incoming(
            new Incoming.Stream(
                site.id(),
                partner,
                "system",
                () -> state(partner),
                number -> Optional.ofNullable(site.database.hashes.get(partner + " #" + number))),
            changesets,
            out,
            holds,
            new Incoming.Intake(Limits.DEFAULT, world.scarcity().room(), world.spool())));
    loaders.put(partner, loader(partner, out));
  }

  private Loader loader(String partner, Outgoing out) {
    return new Loader(
        new Source(
            site.database.side.tables(),
            site.database.side.destinations(),
            (tx, spoke, tables, mirror) -> {},
            new MappedRows(appliers::of),
            site.isHub()),
        partner,
        () -> appliers.begin(() -> {}),
        out,
        (number, marked) ->
            site.isHub()
                ? log.head().position()
                : new SentPositions(changesets, partner).restartAfter(number, marked, log.first()),
        new Loader.Allowance(world.scarcity().loads(), site.clock));
  }

  /** {@code apply-changeset}. */
  private void applied(String partner, Incoming stream, Arrival due) throws IOException {
    try (InputStream xml = stream.open(due);
        ChangesetReader items = new ChangesetReader(xml, Limits.DEFAULT)) {
      Applied did = appliers.apply(partner, due.header(), due.hash(), items);
      if (did.asked()) {
        loaders.get(partner).beginRequested();
      }
      stream.applied(due, did, Duration.ZERO);
    } catch (ApplyAgainException learned) {
      stream.again(due, learned);
    } catch (MappingException | RowRefusedException | LimitReachedException cannot) {
      stream.hold(due, cannot);
    } catch (MalformedChangesetException malformed) {
      throw stream.rejected(due, malformed);
    } finally {
      stream.release(due);
    }
  }

  private StreamState state(String partner) {
    StreamState state = site.database.streams.get(partner);
    return state != null ? state : new StreamState(partner, 1, 0, Header.NO_HASH, 0, 0);
  }

  /** How far the partner is told that its stream is applied. */
  private StreamState acknowledged(String partner) {
    return steps.acknowledged(state(partner));
  }

  private long confirmed(String partner) {
    boolean byMarker = !site.isHub() && world.broken() != Breakage.PURGE_BY_HEADER;
    return byMarker
        ? state(partner).acknowledgedPosition()
        : outgoing.get(partner).confirmedThrough();
  }

  // -- the routes, step by step

  /** {@code capture-changes}; one at a time. */
  void capture() {
    if (capturing) {
      return;
    }
    capturing = true;
    Exchange exchange = new DefaultExchange(world.camel());
    try {
      Iterator<Document> blocks = capture.openBatch(exchange);
      while (blocks.hasNext()) {
        log.insert(blocks.next());
      }
      capture.commitBatch(exchange);
    } finally {
      capture.closeBatch(exchange);
      capturing = false;
    }
  }

  /** {@code watch-outbox}. */
  void watchOutbox() {
    if (capture.mayLook() && capture.foundWork(outbox.isEmpty() ? List.of() : List.of(1))) {
      capture();
    }
  }

  /** {@code take-changeset}. */
  void apply(String partner, byte[] document) throws IOException {
    steps.arriving(document, partner, appliers);
    work(partner, incoming.get(partner).check(new ByteArrayInputStream(document)));
  }

  private void work(String partner, Arrival first) throws IOException {
    Incoming stream = incoming.get(partner);
    Arrival arrival = first;
    while (arrival.place() != Arrival.Place.NONE) {
      if (arrival.place() == Arrival.Place.NEXT) {
        applied(partner, stream, arrival);
      } else if (arrival.place() == Arrival.Place.EARLY) {
        stream.keep(arrival);
      }
      arrival = stream.following();
    }
    capture();
  }

  /** {@code retry-streams-on-hold}. */
  void retryDeferred() throws IOException {
    for (String partner : incoming.keySet().stream().sorted().toList()) {
      if (holds.isDue(partner)) {
        work(partner, incoming.get(partner).check(null));
        holds.recordTry(partner);
      }
    }
  }

  /** Whether a stream to here is on hold. */
  boolean holds() {
    return !holds.now().isEmpty();
  }

  /** {@code exchange-http}, first half: the question. */
  Exchange ask(String partner) throws IOException {
    Exchange exchange = new DefaultExchange(world.camel());
    exchange.setProperty("once", true);
    http.look(partner, exchange);
    if (exchange.getProperty("wanted", Boolean.class)) {
      Steps.build(outgoing.get(partner));
    }
    http.ask(partner, exchange);
    return exchange;
  }

  /** {@code receive-changeset-http}. */
  void serve(Exchange exchange) throws IOException, InterruptedException {
    Message request = exchange.getMessage();
    String partner = request.getHeader(RoundHeaders.SITE, String.class);
    exchange.setProperty(
        HttpAnswers.QUESTION,
        Question.of(partner, name -> request.getHeader(name, String.class), 0));
    answers.heard(exchange);
    if (exchange.getProperty("arrived", Boolean.class)) {
      apply(partner, body(exchange));
    }
    try {
      answers.look(exchange);
      if (exchange.getProperty("wanted", Boolean.class)) {
        Steps.build(outgoing.get(partner));
      }
      answers.answer(exchange);
    } catch (StreamStoppedException stopped) {
      if (world.broken() == Breakage.KEEP_BACK_ACKNOWLEDGEMENT) {
        throw stopped;
      }
      exchange.setProperty(Exchange.EXCEPTION_CAUGHT, stopped);
      answers.stopped(exchange);
    }
  }

  /** {@code exchange-http}, second half: the answer. */
  void answered(String partner, Exchange exchange) throws IOException {
    http.answered(partner, exchange);
    if (exchange.getProperty("arrived", Boolean.class)) {
      apply(partner, body(exchange));
    }
  }

  /** The body, which is read up by that. */
  static byte[] body(Exchange exchange) throws IOException {
    Object body = exchange.getMessage().getBody();
    if (body instanceof InputStream in) {
      return in.readAllBytes();
    }
    return body instanceof String text
        ? text.getBytes(StandardCharsets.UTF_8)
        : body == null ? new byte[0] : (byte[]) body;
  }

  /** {@code send-changesets}. */
  void send(String partner, Consumer<byte[]> folder) throws IOException {
    Exchange sending = new DefaultExchange(world.camel());
    files.look(partner, sending);
    while (sending.getProperty("more", Boolean.class)) {
      Steps.build(outgoing.get(partner));
      files.look(partner, sending);
    }
    for (Manifest manifest : steps.due(files.due(partner, sending))) {
      Exchange exchange = new DefaultExchange(world.camel());
      exchange.getMessage().setBody(manifest);
      files.open(exchange);
      byte[] document = body(exchange);
      site.fate.step("file delivered", () -> folder.accept(document));
      files.delivered(manifest);
    }
  }

  /** {@code load-rows}, so many pages of it; false when nothing is left to do. */
  boolean loadRows(int pages) {
    for (int n = 0; n < pages; n++) {
      if (!loads.recordNextPages()) {
        return false;
      }
      capture();
    }
    return true;
  }

  private Set<String> loading() {
    return site.database.partners.values().stream()
        .filter(partner -> partner.load() != null)
        .map(PartnerState::partner)
        .collect(Collectors.toSet());
  }

  /** {@code bactrian load}; only who was abandoned may have rows that were taken from its view. */
  void load(String partner, boolean mirror) {
    boolean restart = changesets.abandoned(partner);
    LoadScope all = LoadScope.all(What.LOAD);
    loaders.get(partner).ask(mirror || restart ? all : all.keeping(), restart);
  }

  /** {@code bactrian load --table}, the table chosen by a number; all if the partner needs it. */
  void loadTable(String partner, int number, boolean mirror) {
    if (changesets.abandoned(partner)) {
      load(partner, true);
    } else {
      List<String> tables = loaders.get(partner).tables();
      String table = tables.get(number % tables.size());
      LoadScope one = LoadScope.of(What.LOAD, List.of(table));
      loaders.get(partner).ask(mirror ? one : one.keeping(), false);
    }
  }

  /** {@code bactrian partner abandon}. */
  void abandon(String partner) {
    changesets.abandon(partner, Long.MAX_VALUE);
    loaders.get(partner).cancel();
  }

  boolean abandoned(String partner) {
    return changesets.abandoned(partner);
  }

  /** {@code bactrian recover}. */
  void recover(Lost lost) {
    Recovery.Stores stores =
        new Recovery.Stores(
            capture::reconcile,
            () -> site.database.captured,
            log,
            changesets,
            () -> new MemoryRepair(site.database, site.fate, world.broken()),
            site::nextId);
    new Recovery(
            stores,
            site.isHub(),
            outgoing.values(),
            this::state,
            steps.incarnation(world.ledger().recoveries()))
        .run(lost);
  }

  /** {@code purge-changelog}. */
  void purge() {
    if (site.database.open == null) {
      Exchange exchange = new DefaultExchange(world.camel());
      retention.settle(exchange);
      capture();
      retention.purge(exchange);
    }
  }

  /** Why streams to these partners stand still; empty when they don't. */
  List<String> problems(Predicate<String> to) {
    return outgoing.values().stream()
        .filter(out -> to.test(out.partner()))
        .flatMap(out -> out.problem().map(Problem::text).stream())
        .toList();
  }

  /** A decision, or a retry, in a transaction of its own. */
  void decide(BiConsumer<Appliers, ApplyTransaction> work) {
    try (ApplyTransaction tx = appliers.begin(() -> {})) {
      work.accept(appliers, tx);
    }
  }
}
