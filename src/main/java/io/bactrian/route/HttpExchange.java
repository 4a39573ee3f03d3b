package io.bactrian.route;

import io.bactrian.exchange.Captured;
import io.bactrian.exchange.Manifest;
import io.bactrian.exchange.Outgoing;
import io.bactrian.exchange.RoundHeaders;
import io.bactrian.exchange.Signal;
import io.bactrian.exchange.StreamStoppedException;
import io.bactrian.exchange.Streams;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * The spoke's steps of an exchange over HTTP. One request is a whole round: it carries the spoke's
 * next changeset, if any, and brings back the hub's. When a spoke has nothing to say it lets the
 * hub wait for something to answer; what it captures meanwhile makes it wake that question, so that
 * there is never more than one round at a time with a partner. Beside the documents only numbers
 * travel, in headers. Thread-safe.
 */
public final class HttpExchange {
  /** How often the spoke had captured when it looked for changes. */
  private static final String COUNT = "captured-count";

  private final Streams streams;
  private final Signal captured;
  private final Duration longPoll;
  private final Map<String, String> tokens;
  private final String run;
  private final Set<String> onHoldThere = ConcurrentHashMap.newKeySet();

  /**
   * @param run tells this run of the site from its others
   * @param captured raised whenever the changelog has grown
   * @param longPoll how long a request may wait at the hub
   * @param tokens bearer token by partner; a partner without one is not told any
   */
  public HttpExchange(
      Streams streams, String run, Signal captured, Duration longPoll, Map<String, String> tokens) {
    this.streams = streams;
    this.run = run;
    this.captured = captured;
    this.longPoll = longPoll;
    this.tokens = Map.copyOf(tokens);
  }

  /** Property {@code wanted} says whether a changeset is to be built for this partner first. */
  public void look(String partner, Exchange exchange) {
    exchange.setProperty(COUNT, captured.count());
    Outgoing outgoing = streams.outgoing(partner);
    boolean wanted = takes(partner) && outgoing.following(0).isEmpty() && !outgoing.nothingNew();
    exchange.setProperty("wanted", wanted);
  }

  /** Whether our stream goes on. */
  private boolean takes(String partner) {
    return !onHoldThere.contains(partner) && streams.outgoing(partner).problem().isEmpty();
  }

  /** The next request to this partner, with our next changeset or none. */
  public void ask(String partner, Exchange exchange) throws IOException {
    long count = exchange.getProperty(COUNT, Long.class);
    Outgoing outgoing = streams.outgoing(partner);
    Optional<Manifest> next = takes(partner) ? outgoing.following(0) : Optional.empty();
    boolean patient = next.isEmpty() && exchange.getProperty("once") == null;
    exchange.setProperty("sent", next.isPresent());
    Message message = exchange.getMessage();
    address(partner, message);
    streams.writeProgress(partner, message::setHeader);
    message.setHeader(RoundHeaders.CAPTURED, new Captured(run, count).toString());
    message.setHeader(RoundHeaders.WAIT, patient ? longPoll.toMillis() : 0);
    message.setBody(next.isPresent() ? outgoing.open(next.get()) : new byte[0]);
  }

  /** A request that only ends the question that the hub still keeps open. */
  public void wake(String partner, Exchange exchange) {
    address(partner, exchange.getMessage());
    exchange
        .getMessage()
        .setHeader(RoundHeaders.CAPTURED, new Captured(run, captured.count()).toString());
    exchange.getMessage().setBody(null);
  }

  private void address(String partner, Message message) {
    message.removeHeaders("*");
    message.setHeader(Exchange.HTTP_METHOD, "POST");
    message.setHeader(Exchange.CONTENT_TYPE, Documents.TYPE);
    message.setHeader(RoundHeaders.SITE, streams.site());
    if (tokens.containsKey(partner)) {
      message.setHeader("Authorization", "Bearer " + tokens.get(partner));
    }
  }

  /**
   * Takes the hub's acknowledgement; property {@code arrived} says whether there is more.
   *
   * @throws ProblemException when it is no hub that has answered, or the hub's stream stands still
   */
  public void answered(String partner, Exchange exchange) throws IOException {
    String applied = exchange.getMessage().getHeader(RoundHeaders.APPLIED, "", String.class);
    if (!applied.matches("\\d{1,18}")) {
      throw Problem.of(
              "What answers at partner.%s.endpoint is not Bactrian, or a proxy drops its headers.",
              partner)
          .follows("Nothing was exchanged, and nothing is lost.")
          .toDo("Correct the address or the proxy.")
          .exception();
    }
    streams.exchanged(partner);
    streams.outgoing(partner).acknowledged(Long.parseLong(applied), true);
    if (exchange.getMessage().getHeader(RoundHeaders.STOPPED) != null) {
      throw new StreamStoppedException(
          Problem.of(exchange.getMessage().getBody(String.class).trim()));
    }
    if (exchange.getMessage().getHeader(RoundHeaders.ON_HOLD) == null) {
      onHoldThere.remove(partner);
    } else {
      onHoldThere.add(partner);
    }
    Documents.arrived(exchange);
  }
}
