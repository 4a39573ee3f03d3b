package io.bactrian.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;

/**
 * The steps of an exchange by files, or by any other endpoint that only takes documents. What is
 * not acknowledged goes out again after a while, the same bytes under the same name. Thread-safe.
 */
public final class FileExchange {
  private final Streams streams;
  private final Duration resend;
  private final Clock clock;
  private final Map<String, Sent> lastSent = new ConcurrentHashMap<>();

  private record Sent(long number, Instant at) {}

  /**
   * @param resend how long to wait for an acknowledgement before sending again
   */
  public FileExchange(Streams streams, Duration resend, Clock clock) {
    this.streams = streams;
    this.resend = resend;
    this.clock = clock;
  }

  /** The changesets to be written out now: new ones, and unacknowledged ones whose time has come. */
  public List<Manifest> due(String partner) {
    Outgoing outgoing = streams.outgoing(partner);
    List<Manifest> due = new ArrayList<>();
    Instant now = clock.instant();
    Sent sent = lastSent.getOrDefault(partner, new Sent(0, Instant.MIN));
    if (!sent.at().isAfter(now.minus(resend))) {
      due.addAll(outgoing.toResend());
    }
    long known = Math.max(sent.number(), due.isEmpty() ? 0 : due.get(due.size() - 1).number());
    for (Optional<Manifest> next = outgoing.following(known);
        next.isPresent();
        next = outgoing.following(known)) {
      due.add(next.get());
      known = next.get().number();
    }
    if (!due.isEmpty()) {
      lastSent.put(partner, new Sent(Math.max(known, sent.number()), now));
    }
    return due;
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

  /** Takes an arrived document. */
  public void accept(String partner, Exchange exchange) throws IOException {
    try (InputStream content = exchange.getMessage().getMandatoryBody(InputStream.class)) {
      exchange.setProperty("outcome", streams.incoming(partner).accept(content).outcome());
    } catch (org.apache.camel.InvalidPayloadException e) {
      throw new RejectedChangesetException("A file for this site could not be read as bytes.", e);
    }
  }
}
