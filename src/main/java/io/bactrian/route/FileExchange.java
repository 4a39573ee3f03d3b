package io.bactrian.route;

import io.bactrian.exchange.Manifest;
import io.bactrian.exchange.Outgoing;
import io.bactrian.exchange.Signal;
import io.bactrian.exchange.Streams;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;

/**
 * The steps of an exchange by files, or by any other endpoint that only takes documents. What is
 * not acknowledged goes out again after a while, the same bytes under the same name. Thread-safe.
 */
public final class FileExchange {
  private static final String LOOKED = "looked";

  private final Streams streams;
  private final Duration resend;
  private final Clock clock;
  private final Signal captured;
  private final Map<String, Map<Long, Instant>> deliveries = new ConcurrentHashMap<>();
  private final Map<String, Quiet> quiet = new ConcurrentHashMap<>();
  private final Map<String, Oldest> oldest = new ConcurrentHashMap<>();

  /**
   * @param captured raised whenever the changelog has grown
   * @param resend how long to wait for any acknowledgement before sending again
   */
  public FileExchange(Streams streams, Duration resend, Signal captured, Clock clock) {
    this.streams = streams;
    this.resend = resend;
    this.captured = captured;
    this.clock = clock;
  }

  /**
   * Nothing is due until something is captured or a time has come; so that looking often costs
   * nothing.
   */
  private record Quiet(long captured, Instant until) {}

  /** The oldest changeset that is not acknowledged, and since when it is the oldest. */
  private record Oldest(long number, Instant since) {
    /** While acknowledgements come, the rest is only on its way: sent again it would jam it. */
    Instant due(Instant delivered, Duration resend) {
      return (delivered.isAfter(since) ? delivered : since).plus(resend);
    }
  }

  /**
   * Property {@code more} says whether a changeset is to be built first. What is captured after the
   * first look waits for another message: else a busy log keeps us building.
   */
  public void look(String partner, Exchange exchange) {
    Outgoing outgoing = streams.outgoing(partner);
    Looked looked = exchange.getProperty(LOOKED, Looked.class);
    if (looked == null) {
      looked = new Looked(captured.count(), isQuiet(partner), outgoing.loggedThrough());
      exchange.setProperty(LOOKED, looked);
    }
    exchange.setProperty("more", !looked.quiet() && outgoing.builtThrough() < looked.through());
  }

  /**
   * What the first look has found.
   *
   * @param captured how often something had been captured
   * @param through position of the log through which changesets are to be built
   */
  private record Looked(long captured, boolean quiet, long through) {}

  private boolean isQuiet(String partner) {
    Quiet known = quiet.get(partner);
    return known != null
        && known.captured() == captured.count()
        && clock.instant().isBefore(known.until());
  }

  /** The changesets to be sent now: new ones, and unacknowledged ones whose time has come. */
  public List<Manifest> due(String partner, Exchange exchange) {
    Looked looked = exchange.getProperty(LOOKED, Looked.class);
    if (looked.quiet()) {
      return List.of();
    }
    Outgoing outgoing = streams.outgoing(partner);
    Map<Long, Instant> delivered =
        deliveries.computeIfAbsent(partner, id -> new ConcurrentHashMap<>());
    Instant now = clock.instant();
    Set<Long> awaited = numbers(outgoing.toResend());
    List<Manifest> waiting = outgoing.unacknowledged();
    Set<Long> unacknowledged = numbers(waiting);
    Oldest first = oldest(partner, unacknowledged, now);
    List<Manifest> due = new ArrayList<>();
    for (Manifest manifest : waiting) {
      long number = manifest.number();
      Instant last = delivered.get(number);
      if (last == null || awaited.contains(number) && !first.due(last, resend).isAfter(now)) {
        due.add(manifest);
      }
    }
    delivered.keySet().retainAll(unacknowledged);
    if (due.isEmpty()) {
      Instant until =
          awaited.stream()
              .map(delivered::get)
              .filter(Objects::nonNull) // acknowledged meanwhile
              .map(last -> first.due(last, resend))
              .min(Instant::compareTo)
              .orElse(Instant.MAX);
      quiet.put(partner, new Quiet(looked.captured(), until));
    } else {
      quiet.remove(partner);
    }
    return due;
  }

  private static Set<Long> numbers(List<Manifest> manifests) {
    return manifests.stream().map(Manifest::number).collect(Collectors.toSet());
  }

  private Oldest oldest(String partner, Set<Long> unacknowledged, Instant now) {
    long number = unacknowledged.stream().min(Long::compare).orElse(0L);
    return oldest.compute(
        partner,
        (id, known) -> known != null && known.number() == number ? known : new Oldest(number, now));
  }

  /** Whether it is still worth sending: it may have been acknowledged since it was found due. */
  public boolean awaited(Manifest manifest) {
    List<Manifest> waiting = streams.outgoing(manifest.partner()).unacknowledged();
    return !waiting.isEmpty() && waiting.get(0).number() <= manifest.number();
  }

  /** The endpoint has taken this one. */
  public void delivered(Manifest manifest) {
    streams.exchanged(manifest.partner());
    deliveries.get(manifest.partner()).put(manifest.number(), clock.instant());
  }

  /** The document of a manifest as message body, under the name it always has. */
  public void open(Exchange exchange) throws IOException {
    Manifest manifest = exchange.getMessage().getBody(Manifest.class);
    exchange
        .getMessage()
        .setHeader(
            Exchange.FILE_NAME,
            "%s-%s-%d-%012d.xml.gz"
                .formatted(
                    streams.site(), manifest.partner(), manifest.incarnation(), manifest.number()));
    exchange.getExchangeExtension().setStreamCacheDisabled(true); // it would be kept in memory
    exchange.getMessage().setBody(streams.outgoing(manifest.partner()).open(manifest));
  }
}
