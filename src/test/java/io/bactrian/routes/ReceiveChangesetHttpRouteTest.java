package io.bactrian.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.exchange.RejectedChangesetException;
import io.bactrian.exchange.StreamStoppedException;
import io.bactrian.problem.Problem;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

class ReceiveChangesetHttpRouteTest extends RouteRig {
  private static final String APPLY = "seda:apply-from-shop";
  private static final String BUILD = "direct:build-changeset-shop";

  /** A hub's half of a round. */
  public interface Answers {
    void heard(Exchange exchange);

    void look(Exchange exchange);

    void answer(Exchange exchange);

    void stopped(Exchange exchange);
  }

  /** In which minutes partners may ask. */
  public interface Schedules {
    boolean isClosedTo(Exchange exchange);

    void answerLater(Exchange exchange);
  }

  @Override
  void bind(Registry registry) {
    registry.bind("spoke-answers", beans.bean("spoke-answers", Answers.class));
    registry.bind("partner-schedules", beans.bean("partner-schedules", Schedules.class));
  }

  @Override
  Map<String, String> placeholders() {
    return Map.of("exchange.listens", "true");
  }

  private void question(boolean arrived, boolean asks, boolean wanted) {
    beans.on(
        "spoke-answers.heard",
        exchange -> {
          exchange.setProperty("partner", PARTNER);
          exchange.setProperty("arrived", arrived);
          exchange.setProperty("asks", asks);
          return null;
        });
    beans.on(
        "spoke-answers.look",
        exchange -> {
          exchange.setProperty("wanted", wanted);
          return null;
        });
  }

  private Exchange ask() {
    return send("direct:receive-changeset", "a document");
  }

  @Test
  void what_came_with_the_question_is_applied_before_the_answer_is_built() throws Exception {
    question(true, false, true);
    end(APPLY).expectedBodiesReceived("a document");
    end(BUILD).expectedMessageCount(1);
    end("seda:capture-changes").expectedMessageCount(0);
    ask();
    satisfied();
    assertThat(beans.calls())
        .containsExactly(
            "partner-schedules.isClosedTo",
            "spoke-answers.heard",
            "to " + APPLY,
            "spoke-answers.look",
            "to " + BUILD,
            "spoke-answers.answer");
  }

  @Test
  void a_question_that_does_not_wait_is_answered_with_what_is_captured_first() throws Exception {
    question(false, true, false);
    end(APPLY).expectedMessageCount(0);
    end(BUILD).expectedMessageCount(0);
    ask();
    satisfied();
    assertThat(beans.calls())
        .containsExactly(
            "partner-schedules.isClosedTo",
            "spoke-answers.heard",
            "to seda:capture-changes",
            "spoke-answers.look",
            "spoke-answers.answer");
  }

  @Test
  void a_partner_outside_of_its_minutes_is_sent_away_before_anything_is_taken() {
    beans.on("partner-schedules.isClosedTo", exchange -> true);
    ask();
    assertThat(beans.calls())
        .containsExactly("partner-schedules.isClosedTo", "partner-schedules.answerLater");
  }

  @Test
  void what_is_rejected_is_answered_with_409_and_the_reason_and_is_no_outage() {
    question(true, false, true);
    end(APPLY)
        .whenAnyExchangeReceived(
            exchange -> {
              throw new RejectedChangesetException(Problem.of("some text"));
            });
    Exchange asked = ask();
    assertThat(asked.getException()).isNull();
    assertThat(asked.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(409);
    assertThat(asked.getMessage().getBody()).isEqualTo("some text\n");
    assertThat(failing()).isEmpty();
    assertThat(beans.calls()).endsWith("to " + APPLY);
  }

  @Test
  void what_fails_for_a_while_is_answered_with_503_and_recorded_for_this_partner() {
    question(false, false, false);
    beans.fails("spoke-answers.look", new IllegalStateException("some text"));
    Exchange asked = ask();
    assertThat(asked.getException()).isNull();
    assertThat(asked.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(503);
    assertThat(failing()).containsExactly("receive-changeset-http-shop: some text");
  }

  @Test
  void where_our_stream_stands_still_the_answer_says_so_and_it_is_recorded() {
    question(false, false, true);
    end(BUILD)
        .whenAnyExchangeReceived(
            exchange -> {
              throw Failures.of(StreamStoppedException.class);
            });
    assertThat(ask().getException()).isNull();
    assertThat(beans.calls()).endsWith("to " + BUILD, "spoke-answers.stopped");
    assertThat(failing()).containsExactly("receive-changeset-http-shop: some text");
  }
}
