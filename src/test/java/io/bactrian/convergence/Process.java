package io.bactrian.convergence;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.StreamState;
import io.bactrian.capture.Capture;
import io.bactrian.changelog.Changelog;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Limits;
import io.bactrian.exchange.Arrival;
import io.bactrian.exchange.Backoff;
import io.bactrian.exchange.FileExchange;
import io.bactrian.exchange.Holds;
import io.bactrian.exchange.HttpExchange;
import io.bactrian.exchange.Incoming;
import io.bactrian.exchange.Manifest;
import io.bactrian.exchange.Outgoing;
import io.bactrian.exchange.Retention;
import io.bactrian.exchange.Signal;
import io.bactrian.exchange.Streams;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.bson.Document;

/**
 * A running site: the product's own parts over a site's stores, and the steps of its routes in
 * their order. All that it remembers dies with it.
 */
final class Process {
  static final Duration RESEND = Duration.ofMinutes(10);

  private final SimulatedSite site;
  private final World world;
  private final MemoryChangelog log;
  private final Capture capture;
  private final FileExchange files;
  private final HttpExchange http;
  private final Retention retention;
  private final Holds holds;
  private final Appliers appliers;
  private final BrokenSteps steps;
  private final Map<String, Outgoing> outgoing = new LinkedHashMap<>();
  private final Map<String, Incoming> incoming = new HashMap<>();
  private boolean capturing;

  Process(SimulatedSite site, World world) {
    this.site = site;
    this.world = world;
    Signal captured = new Signal();
    Breakage broken = world.broken();
    steps = new BrokenSteps(broken, site);
    log = BrokenChangelog.of(broken, site);
    MemoryChangesets changesets = BrokenChangesets.of(broken, site);
    capture =
        new Capture(
            BrokenOutbox.of(broken, site),
            log,
            (record, at) ->
                site.fate.step(
                    "conflict saved", () -> site.store.conflicts.put(record.id(), record)),
            captured::raise,
            site::nextId,
            site.clock);
    appliers = new Appliers(site, world, log, changesets);
    Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), () -> 0);
    holds = new Holds(backoff, site.clock, () -> {});
    List<String> partners = world.partners(site.id());
    for (String partner : partners) {
      join(partner, changesets, BrokenReading.of(log, partner, world));
    }
    Streams streams = new Streams(site.id(), outgoing, this::acknowledged, holds, site.clock);
    files = new FileExchange(streams, RESEND, captured, site.clock);
    http = new HttpExchange(streams, site.nextId(), captured, Duration.ZERO, Map.of());
    retention =
        new Retention(log, outgoing.values(), out -> steps.confirmed(confirmed(out.partner())));
  }

  private void join(String partner, MemoryChangesets changesets, Changelog reading) {
    Outgoing out =
        new Outgoing(
            new Outgoing.Identity(site.id(), "system", "v"),
            partner,
            reading,
            changesets,
            () -> acknowledged(partner).number(),
            world.maxChanges(),
            world.spool());
    outgoing.put(partner, out);
    incoming.put(
        partner,
        new Incoming(
            new Incoming.Stream(site.id(), partner, "system"),
            changesets,
            () -> state(partner),
            number -> Optional.ofNullable(site.database.hashes.get(partner + " #" + number)),
            (header, hash, items) -> appliers.apply(partner, header, hash, items),
            out,
            holds,
            Limits.DEFAULT,
            world.spool()));
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
    if (capture.hasWork()) {
      capture();
    }
  }

  /** {@code apply-changeset}. */
  void apply(String partner, byte[] document) throws IOException {
    steps.arriving(document, partner, appliers);
    Incoming stream = incoming.get(partner);
    Arrival arrival = stream.check(new ByteArrayInputStream(document));
    while (arrival.place() != Arrival.Place.NONE) {
      if (arrival.place() == Arrival.Place.NEXT) {
        stream.apply(arrival);
      } else if (arrival.place() == Arrival.Place.EARLY) {
        stream.keep(arrival);
      }
      arrival = stream.following();
    }
    capture();
  }

  /** {@code exchange-http}, first half: the question. */
  Exchange ask(String partner) throws IOException {
    Exchange exchange = new DefaultExchange(world.camel());
    exchange.setProperty("once", true);
    http.ask(partner, exchange);
    return exchange;
  }

  /** {@code receive-changeset-http}. */
  void serve(Exchange exchange) throws IOException, InterruptedException {
    http.identify(exchange);
    if (exchange.getProperty("arrived", Boolean.class)) {
      apply(exchange.getProperty("partner", String.class), body(exchange));
    }
    http.answer(exchange);
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
    return body == null ? new byte[0] : (byte[]) body;
  }

  /** {@code send-changesets}. */
  void send(String partner, Consumer<byte[]> folder) throws IOException {
    for (Manifest manifest : steps.due(files.due(partner))) {
      Exchange exchange = new DefaultExchange(world.camel());
      exchange.getMessage().setBody(manifest);
      files.open(exchange);
      byte[] document = body(exchange);
      site.fate.step("file delivered", () -> folder.accept(document));
      files.delivered(manifest);
    }
  }

  /** {@code purge-changelog}. */
  void purge() {
    retention.purge();
  }

  /** Why streams stand still; empty when they don't. */
  List<String> problems() {
    return outgoing.values().stream().flatMap(out -> out.problem().stream()).toList();
  }

  /** A decision, or a retry, in a transaction of its own. */
  void decide(BiConsumer<Appliers, ApplyTransaction> work) {
    try (ApplyTransaction tx = appliers.begin(() -> {})) {
      work.accept(appliers, tx);
    }
  }
}
