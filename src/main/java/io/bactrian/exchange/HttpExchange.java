package io.bactrian.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * The steps of an exchange over HTTP, for both ends. One request is a whole round: it carries the
 * spoke's next changeset, if any, and brings back the hub's. When a spoke has nothing to say it
 * lets the hub wait for something to answer; what it captures meanwhile makes it wake that
 * question, so that there is never more than one round at a time with a partner. Beside the
 * documents only numbers travel, in headers. Thread-safe.
 */
public final class HttpExchange {
  /** Who asks. */
  public static final String SITE = "Bactrian-Site";

  /** Number of the receiver's last changeset that the sender of this message has applied. */
  public static final String APPLIED = "Bactrian-Applied";

  /** How many milliseconds the hub may wait for something to answer. */
  public static final String WAIT = "Bactrian-Wait";

  /** How often the spoke has captured; a question that counts less is answered at once. */
  public static final String CAPTURED = "Bactrian-Captured";

  /** The next changeset of the receiver's stream is kept here, on hold: send none of it. */
  public static final String ON_HOLD = "Bactrian-On-Hold";

  /** The sender's stream stands still; the body says why, and is no document. */
  public static final String STOPPED = "Bactrian-Stopped";

  private final Streams streams;
  private final Signal captured;
  private final Duration longPoll;
  private final Map<String, String> tokens;
  private final String run;
  private final Map<String, Captured> woken = new ConcurrentHashMap<>();
  private final Set<String> holding = ConcurrentHashMap.newKeySet();

  /** How often a run of a site has captured; runs can't be compared. */
  private record Captured(String run, long count) {
    static Captured parse(String header) {
      int slash = header == null ? -1 : header.lastIndexOf('/');
      return slash < 0 || !header.substring(slash + 1).matches("\\d{1,18}")
          ? new Captured("", 0)
          : new Captured(header.substring(0, slash), Long.parseLong(header.substring(slash + 1)));
    }

    boolean outdates(Captured question) {
      return run.equals(question.run) && count > question.count;
    }
  }

  /**
   * @param run tells this run of the site from its others
   * @param captured raised whenever the changelog has grown
   * @param longPoll how long a request may wait at the hub
   * @param tokens bearer token by partner; a partner without one needs none
   */
  public HttpExchange(
      Streams streams, String run, Signal captured, Duration longPoll, Map<String, String> tokens) {
    this.streams = streams;
    this.run = run;
    this.captured = captured;
    this.longPoll = longPoll;
    this.tokens = Map.copyOf(tokens);
  }

  /** Spoke: the next request to this partner, with our next changeset or none. */
  public void ask(String partner, Exchange exchange) throws IOException {
    long count = captured.count();
    Outgoing outgoing = streams.outgoing(partner);
    boolean none = holding.contains(partner) || outgoing.problem().isPresent();
    Optional<Manifest> next = none ? Optional.empty() : outgoing.following(0);
    boolean patient = next.isEmpty() && exchange.getProperty("once") == null;
    exchange.setProperty("sent", next.isPresent());
    Message message = exchange.getMessage();
    address(partner, message);
    told(partner, message);
    message.setHeader(CAPTURED, run + "/" + count);
    message.setHeader(WAIT, patient ? longPoll.toMillis() : 0);
    message.setBody(next.isPresent() ? outgoing.open(next.get()) : new byte[0]);
  }

  /** How far the partner's stream is here. */
  private void told(String partner, Message message) {
    message.setHeader(APPLIED, streams.applied(partner));
    if (streams.onHold(partner)) {
      message.setHeader(ON_HOLD, true);
    }
  }

  /** Spoke: a request that only ends the question that the hub still keeps open. */
  public void wake(String partner, Exchange exchange) {
    address(partner, exchange.getMessage());
    exchange.getMessage().setHeader(CAPTURED, run + "/" + captured.count());
    exchange.getMessage().setBody(null);
  }

  private void address(String partner, Message message) {
    message.removeHeaders("*");
    message.setHeader(Exchange.HTTP_METHOD, "POST");
    message.setHeader(Exchange.CONTENT_TYPE, "application/gzip");
    message.setHeader(SITE, streams.site());
    if (tokens.containsKey(partner)) {
      message.setHeader("Authorization", "Bearer " + tokens.get(partner));
    }
  }

  /**
   * Spoke: takes the hub's acknowledgement; property {@code arrived} says whether there is more.
   *
   * @throws IllegalStateException when it is no hub that has answered, or the hub's stream stands
   *     still
   */
  public void answered(String partner, Exchange exchange) throws IOException {
    Long applied = exchange.getMessage().getHeader(APPLIED, Long.class);
    if (applied == null) {
      throw new IllegalStateException(
          "What answers at partner.%s.endpoint is not Bactrian, or a proxy drops its headers. Nothing was exchanged, and nothing is lost. Correct the address or the proxy."
              .formatted(partner));
    }
    streams.exchanged(partner);
    streams.outgoing(partner).acknowledged(applied, true);
    if (exchange.getMessage().getHeader(STOPPED) != null) {
      throw new StreamStoppedException(exchange.getMessage().getBody(String.class).trim());
    }
    if (exchange.getMessage().getHeader(ON_HOLD) == null) {
      holding.remove(partner);
    } else {
      holding.add(partner);
    }
    arrived(exchange);
  }

  /** Hub: which spoke asks; refuses those who are not who they say. */
  public void identify(Exchange exchange) throws IOException {
    Message message = exchange.getMessage();
    String site = message.getHeader(SITE, String.class);
    String given = message.getHeader("Authorization", "", String.class);
    if (site == null || !streams.knows(site) || !allowed(tokens.get(site), given)) {
      throw new ForbiddenRequestException(
          "A request was refused: it names no partner of this site or lacks that partner's token. Nothing was read from it. Declare partner.<id>.* here and the same partner.<id>.token on both sides.");
    }
    streams.exchanged(site);
    exchange.setProperty("partner", site);
    Long applied = message.getHeader(APPLIED, Long.class);
    if (applied != null) {
      streams.outgoing(site).acknowledged(applied, true);
    }
    boolean wakes = message.getHeader(WAIT) == null;
    exchange.setProperty("wakes", wakes);
    if (wakes) {
      woken.put(site, Captured.parse(message.getHeader(CAPTURED, String.class)));
      captured.raise();
    }
    arrived(exchange);
    boolean empty = !exchange.getProperty("arrived", Boolean.class);
    exchange.setProperty("asks", empty && "0".equals(message.getHeader(WAIT, String.class)));
  }

  private static boolean allowed(String token, String given) {
    return token == null
        || MessageDigest.isEqual(
            ("Bearer " + token).getBytes(StandardCharsets.UTF_8),
            given.getBytes(StandardCharsets.UTF_8));
  }

  /** Hub: the answer: our next changeset for the spoke, waited for if it lets us. */
  public void answer(Exchange exchange) throws IOException, InterruptedException {
    String partner = exchange.getProperty("partner", String.class);
    Message message = exchange.getMessage();
    long after = message.getHeader(APPLIED, 0L, Long.class);
    long wait = Math.min(message.getHeader(WAIT, 0L, Long.class), longPoll.toMillis());
    Captured question = Captured.parse(message.getHeader(CAPTURED, String.class));
    Outgoing outgoing = streams.outgoing(partner);
    boolean holds = message.getHeader(ON_HOLD) != null;
    Supplier<Optional<Manifest>> ready = () -> holds ? Optional.empty() : outgoing.following(after);
    Optional<Manifest> next =
        exchange.getProperty("wakes", false, Boolean.class)
            ? Optional.empty()
            : next(partner, ready, wait, question);
    message.removeHeaders("*");
    told(partner, message);
    message.setHeader(Exchange.CONTENT_TYPE, "application/gzip");
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, next.isPresent() ? 200 : 204);
    message.setBody(next.isPresent() ? outgoing.open(next.get()) : null);
  }

  /** Hub: instead of the answer when our stream stands still; the spoke's goes on. */
  public void stopped(Exchange exchange) {
    Message message = exchange.getMessage();
    message.removeHeaders("*");
    told(exchange.getProperty("partner", String.class), message);
    message.setHeader(STOPPED, true);
    message.setHeader(Exchange.CONTENT_TYPE, "text/plain; charset=utf-8");
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
    message.setBody(
        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class).getMessage() + "\n");
  }

  private Optional<Manifest> next(
      String partner, Supplier<Optional<Manifest>> ready, long wait, Captured question)
      throws InterruptedException {
    long deadline = System.nanoTime() + wait * 1_000_000;
    while (true) {
      long seen = captured.count();
      Optional<Manifest> next = ready.get();
      long left = (deadline - System.nanoTime()) / 1_000_000;
      boolean interrupted = woken.getOrDefault(partner, question).outdates(question);
      if (next.isPresent() || left <= 0 || interrupted || !captured.awaitBeyond(seen, left)) {
        return next;
      }
    }
  }

  /** Says in property {@code arrived} whether the body holds a document. */
  private static void arrived(Exchange exchange) throws IOException {
    InputStream body = exchange.getMessage().getBody(InputStream.class);
    PushbackInputStream content = body == null ? null : new PushbackInputStream(body);
    int first = content == null ? -1 : content.read();
    if (first >= 0) {
      content.unread(first);
      exchange.getMessage().setBody(content);
    }
    exchange.setProperty("arrived", first >= 0);
  }
}
