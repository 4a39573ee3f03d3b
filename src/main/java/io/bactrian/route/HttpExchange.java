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
 * The spoke's steps of an exchange over HTTP. One request is a whole round: it sends the spoke's
 * next changeset, if there is one, and returns the hub's. A spoke without a changeset lets the hub
 * wait until it has one (long poll). If the spoke captures something meanwhile, it wakes that
 * request, so that there is at most one round at a time with a partner. Thread-safe.
 */
public final class HttpExchange {
  /** Property with the count of captures at the time of {@link #look}. */
  private static final String COUNT = "captured-count";

  /** How long after the end of a long poll the hub is to give a sign at the latest. */
  private static final Duration ANSWERING = Duration.ofSeconds(2);

  private final Streams streams;
  private final Signal captured;
  private final Duration longPoll;
  private final Map<String, String> tokens;
  private final String run;
  private final Set<String> workingOn = ConcurrentHashMap.newKeySet();
  private final Set<String> onHoldThere = ConcurrentHashMap.newKeySet();

  /**
   * @param run id of this run of the site
   * @param captured raised after entries were added to the changelog
   * @param longPoll how long a request may wait at the hub
   * @param tokens bearer token by partner; no token is sent to a partner without one
   */
  public HttpExchange(
      Streams streams, String run, Signal captured, Duration longPoll, Map<String, String> tokens) {
    this.streams = streams;
    this.run = run;
    this.captured = captured;
    this.longPoll = longPoll;
    this.tokens = Map.copyOf(tokens);
  }

  /** Sets the property {@code wanted}: whether to build a changeset for this partner first. */
  public void look(String partner, Exchange exchange) {
    exchange.setProperty(COUNT, captured.count());
    Outgoing outgoing = streams.outgoing(partner);
    boolean wanted = takes(partner) && outgoing.following(0).isEmpty() && !outgoing.nothingNew();
    exchange.setProperty("wanted", wanted);
  }

  /** Whether our stream is neither on hold or at work at the partner nor stopped. */
  private boolean takes(String partner) {
    return !workingOn.contains(partner)
        && !onHoldThere.contains(partner)
        && streams.outgoing(partner).problem().isEmpty();
  }

  /** Sets the next request to this partner, with our next changeset, if there is one. */
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
    message.setHeader(RoundHeaders.ANSWER_IN, longPoll.plus(ANSWERING).toMillis());
    message.setBody(next.isPresent() ? outgoing.open(next.get()) : new byte[0]);
  }

  /** Sets a request that only ends the earlier one, on which the hub still waits. */
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
   * Takes the hub's acknowledgement. A hub that is still at work on an earlier request acknowledges
   * later: it is asked again, and sent nothing meanwhile. Sets the property {@code arrived}:
   * whether the answer contains a changeset.
   *
   * @throws ProblemException when the answer is not from a hub, or the hub's stream is stopped
   */
  public void answered(String partner, Exchange exchange) throws IOException {
    if (exchange.getMessage().getHeader(RoundHeaders.WORKING) != null) {
      streams.exchanged(partner);
      workingOn.add(partner);
      exchange.setProperty("sent", true);
      exchange.setProperty("arrived", false);
      exchange.setProperty(Outages.AT_WORK, true);
      return;
    }
    workingOn.remove(partner);
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
