package io.bactrian.exchange;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;

/**
 * The steps of an exchange by files, or by any other endpoint that only takes documents. What is
 * not acknowledged goes out again after a while, the same bytes under the same name. Thread-safe.
 */
public final class FileExchange {
  private final Streams streams;
  private final Duration resend;
  private final Clock clock;
  private final Signal captured;
  private final Map<String, Map<Long, Instant>> deliveries = new ConcurrentHashMap<>();
  private final Map<String, Quiet> quiet = new ConcurrentHashMap<>();

  /**
   * @param captured raised whenever the changelog has grown
   * @param resend how long to wait for an acknowledgement before sending again
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

  /** The changesets to be sent now: new ones, and unacknowledged ones whose time has come. */
  public List<Manifest> due(String partner) {
    long count = captured.count();
    Quiet known = quiet.get(partner);
    if (known != null && known.captured() == count && clock.instant().isBefore(known.until())) {
      return List.of();
    }
    Outgoing outgoing = streams.outgoing(partner);
    Map<Long, Instant> delivered =
        deliveries.computeIfAbsent(partner, id -> new ConcurrentHashMap<>());
    Instant now = clock.instant();
    Set<Long> awaited =
        outgoing.toResend().stream().map(Manifest::number).collect(Collectors.toSet());
    List<Manifest> due = new ArrayList<>();
    Set<Long> unacknowledged = new HashSet<>();
    for (Optional<Manifest> next = outgoing.following(0);
        next.isPresent();
        next = outgoing.following(next.get().number())) {
      long number = next.get().number();
      unacknowledged.add(number);
      Instant last = delivered.get(number);
      if (last == null || awaited.contains(number) && !last.plus(resend).isAfter(now)) {
        due.add(next.get());
      }
    }
    delivered.keySet().retainAll(unacknowledged);
    if (due.isEmpty()) {
      Instant until =
          awaited.stream()
              .map(delivered::get)
              .filter(Objects::nonNull) // acknowledged meanwhile
              .map(last -> last.plus(resend))
              .min(Instant::compareTo)
              .orElse(Instant.MAX);
      quiet.put(partner, new Quiet(count, until));
    } else {
      quiet.remove(partner);
    }
    return due;
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
    exchange.getMessage().setBody(streams.outgoing(manifest.partner()).open(manifest));
  }
}
