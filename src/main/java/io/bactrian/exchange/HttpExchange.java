package io.bactrian.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Header;

/**
 * The steps of an exchange over HTTP, for both ends. One request is a whole round: it carries the
 * spoke's next changeset, if any, and brings back the hub's. Beside the documents only the numbers
 * applied so far travel, in headers. Thread-safe.
 */
public final class HttpExchange {
  /** Who asks. */
  public static final String SITE = "Bactrian-Site";

  /** Number of the receiver's last changeset that the sender of this message has applied. */
  public static final String APPLIED = "Bactrian-Applied";

  /** How many milliseconds the hub may wait for something to answer. */
  public static final String WAIT = "Bactrian-Wait";

  private final Streams streams;
  private final Signal captured;
  private final Duration longPoll;
  private final Map<String, String> tokens;

  /**
   * @param captured raised whenever the changelog has grown
   * @param longPoll how long a request may wait at the hub
   * @param tokens bearer token by partner; a partner without one needs none
   */
  public HttpExchange(
      Streams streams, Signal captured, Duration longPoll, Map<String, String> tokens) {
    this.streams = streams;
    this.captured = captured;
    this.longPoll = longPoll;
    this.tokens = Map.copyOf(tokens);
  }

  /** Spoke: the next request to this partner, with our next changeset or none, answered at once. */
  public void ask(String partner, Exchange exchange) throws IOException {
    request(partner, 0, exchange);
  }

  /** Spoke: the same, but the hub may wait until it has something to say. */
  public void listen(String partner, Exchange exchange) throws IOException {
    request(partner, longPoll.toMillis(), exchange);
  }

  private void request(String partner, long wait, Exchange exchange) throws IOException {
    Outgoing outgoing = streams.outgoing(partner);
    Optional<Manifest> next = outgoing.following(0);
    var message = exchange.getMessage();
    message.setHeader(Exchange.HTTP_METHOD, "POST");
    message.setHeader(Exchange.CONTENT_TYPE, "application/gzip");
    message.setHeader(SITE, streams.site());
    message.setHeader(APPLIED, streams.applied(partner));
    message.setHeader(WAIT, next.isPresent() ? 0 : wait);
    if (tokens.containsKey(partner)) {
      message.setHeader("Authorization", "Bearer " + tokens.get(partner));
    }
    message.setBody(next.isPresent() ? outgoing.open(next.get()) : new byte[0]);
  }

  /** Spoke: takes the hub's answer and says in property {@code more} whether to ask again. */
  public void answered(String partner, @Header(APPLIED) Long applied, Exchange exchange)
      throws IOException {
    Outgoing outgoing = streams.outgoing(partner);
    if (applied != null) {
      outgoing.acknowledged(applied);
    }
    boolean something = take(partner, exchange);
    exchange.setProperty("more", something || outgoing.following(0).isPresent());
  }

  /** Hub: which spoke asks; refuses those who are not who they say. */
  public void identify(Exchange exchange) {
    String site = exchange.getMessage().getHeader(SITE, String.class);
    String given = exchange.getMessage().getHeader("Authorization", "", String.class);
    if (site == null || !streams.knows(site) || !allowed(tokens.get(site), given)) {
      throw new ForbiddenRequestException(
          "A request was refused: it names no partner of this site or lacks that partner's token. Nothing was read from it. Declare partner.<id>.* here and the same partner.<id>.token on both sides.");
    }
    exchange.setProperty("partner", site);
  }

  private static boolean allowed(String token, String given) {
    return token == null
        || MessageDigest.isEqual(
            ("Bearer " + token).getBytes(StandardCharsets.UTF_8),
            given.getBytes(StandardCharsets.UTF_8));
  }

  /** Hub: applies what the spoke sent; the body becomes whether there was anything. */
  public void received(Exchange exchange) throws IOException {
    String partner = exchange.getProperty("partner", String.class);
    Long applied = exchange.getMessage().getHeader(APPLIED, Long.class);
    if (applied != null) {
      streams.outgoing(partner).acknowledged(applied);
    }
    exchange.setProperty("received", take(partner, exchange));
  }

  /** Hub: the answer: our next changeset for the spoke, waited for if it asked to. */
  public void answer(Exchange exchange) throws IOException, InterruptedException {
    String partner = exchange.getProperty("partner", String.class);
    var message = exchange.getMessage();
    long after = message.getHeader(APPLIED, 0L, Long.class);
    long wait = Math.min(message.getHeader(WAIT, 0L, Long.class), longPoll.toMillis());
    Outgoing outgoing = streams.outgoing(partner);
    Optional<Manifest> next = next(outgoing, after, wait);
    message.removeHeaders("*");
    message.setHeader(APPLIED, streams.applied(partner));
    message.setHeader(Exchange.CONTENT_TYPE, "application/gzip");
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, next.isPresent() ? 200 : 204);
    message.setBody(next.isPresent() ? outgoing.open(next.get()) : null);
  }

  private Optional<Manifest> next(Outgoing outgoing, long after, long wait)
      throws InterruptedException {
    long deadline = System.nanoTime() + wait * 1_000_000;
    while (true) {
      long seen = captured.count();
      Optional<Manifest> next = outgoing.following(after);
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (next.isPresent() || left <= 0 || !captured.awaitBeyond(seen, left)) {
        return next;
      }
    }
  }

  private boolean take(String partner, Exchange exchange) throws IOException {
    InputStream body = exchange.getMessage().getBody(InputStream.class);
    if (body == null) {
      return false;
    }
    var content = new java.io.PushbackInputStream(body);
    int first = content.read();
    if (first < 0) {
      return false;
    }
    content.unread(first);
    streams.incoming(partner).accept(content);
    return true;
  }
}
