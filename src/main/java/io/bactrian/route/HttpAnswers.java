package io.bactrian.route;

import io.bactrian.exchange.Manifest;
import io.bactrian.exchange.Outgoing;
import io.bactrian.exchange.Question;
import io.bactrian.exchange.RoundHeaders;
import io.bactrian.exchange.Streams;
import java.io.IOException;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * The hub's steps of an exchange over HTTP, from an authenticated question to its answer.
 * Thread-safe.
 */
public final class HttpAnswers {
  /** The exchange property with the {@link Question}. */
  public static final String QUESTION = "question";

  private final Streams streams;

  public HttpAnswers(Streams streams) {
    this.streams = streams;
  }

  /**
   * Takes the spoke's acknowledgement, once per question. Sets the properties {@code arrived}:
   * whether the request contains a changeset, and {@code asks}: whether the spoke wants what is
   * committed by now.
   */
  public void heard(Exchange exchange) throws IOException {
    Question question = exchange.getProperty(QUESTION, Question.class);
    String partner = question.partner();
    exchange.setProperty("partner", partner);
    if (!question.again()) {
      streams.exchanged(partner);
      question.applied().ifPresent(n -> streams.outgoing(partner).acknowledged(n, true));
    }
    Documents.arrived(exchange);
    boolean arrived = exchange.getProperty("arrived", Boolean.class);
    exchange.setProperty("asks", !arrived && !question.again() && question.patience() == 0);
  }

  /** Sets the property {@code wanted}: whether to build a changeset for the answer. */
  public void look(Exchange exchange) {
    Question question = exchange.getProperty(QUESTION, Question.class);
    Outgoing outgoing = streams.outgoing(question.partner());
    boolean wanted =
        !question.onHold()
            && outgoing.following(question.applied().orElse(0)).isEmpty()
            && !outgoing.nothingNew();
    exchange.setProperty("wanted", wanted);
  }

  /** Sets the answer: our next changeset for the spoke, or status 204. */
  public void answer(Exchange exchange) throws IOException {
    Question question = exchange.getProperty(QUESTION, Question.class);
    Outgoing outgoing = streams.outgoing(question.partner());
    Optional<Manifest> next =
        question.onHold() ? Optional.empty() : outgoing.following(question.applied().orElse(0));
    Message message = exchange.getMessage();
    message.removeHeaders("*");
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, next.isPresent() ? 200 : 204);
    message.setBody(null);
    if (next.isEmpty() && question.again() && question.patient()) {
      return; // the repeated question goes on waiting
    }
    streams.writeProgress(question.partner(), message::setHeader);
    message.setHeader(Exchange.CONTENT_TYPE, Documents.TYPE);
    if (next.isPresent()) {
      message.setBody(outgoing.open(next.get()));
    }
  }

  /** Sets the answer when our stream is stopped; the spoke's stream continues. */
  public void stopped(Exchange exchange) {
    Message message = exchange.getMessage();
    message.removeHeaders("*");
    streams.writeProgress(exchange.getProperty("partner", String.class), message::setHeader);
    message.setHeader(RoundHeaders.STOPPED, true);
    message.setHeader(Exchange.CONTENT_TYPE, "text/plain; charset=utf-8");
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
    message.setBody(
        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class).getMessage() + "\n");
  }
}
