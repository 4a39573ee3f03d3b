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
 * The hub's steps of an exchange over HTTP: from a question whose sender is known to its answer.
 * Thread-safe.
 */
public final class HttpAnswers {
  /** The property that holds the {@link Question}. */
  public static final String QUESTION = "question";

  private final Streams streams;

  public HttpAnswers(Streams streams) {
    this.streams = streams;
  }

  /**
   * Takes the spoke's acknowledgement, once. Property {@code arrived} says whether a changeset came
   * with it, {@code asks} whether the spoke wants to know what is committed now.
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

  /** Property {@code wanted} says whether a changeset is to be built for the answer. */
  public void look(Exchange exchange) {
    Question question = exchange.getProperty(QUESTION, Question.class);
    Outgoing outgoing = streams.outgoing(question.partner());
    boolean wanted =
        !question.onHold()
            && outgoing.following(question.applied().orElse(0)).isEmpty()
            && !outgoing.nothingNew();
    exchange.setProperty("wanted", wanted);
  }

  /** Our next changeset for the spoke, or 204 for none. */
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
      return; // nobody is told
    }
    streams.writeProgress(question.partner(), message::setHeader);
    message.setHeader(Exchange.CONTENT_TYPE, Documents.TYPE);
    if (next.isPresent()) {
      message.setBody(outgoing.open(next.get()));
    }
  }

  /** Instead of the answer when our stream stands still; the spoke's goes on. */
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
