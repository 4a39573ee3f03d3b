package io.bactrian.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.exchange.RejectedChangesetException;
import io.bactrian.problem.Problem;
import io.bactrian.route.Rejects;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

class ErrorPolicyRouteTest extends RouteRig {
  private static final IllegalStateException FAILURE = new IllegalStateException("some text");
  private static final RejectedChangesetException REJECTED =
      new RejectedChangesetException(Problem.of("some text"));

  /** The only step of each route. */
  public interface Work {
    void step();
  }

  private final Work work = beans.bean("work", Work.class);

  @Override
  void bind(Registry registry) {}

  @Override
  RouteBuilder more() {
    return new RouteBuilder() {
      @Override
      public void configure() {
        add("error-policy");
        add("file-error-policy");
        add("inner-step");
        from("direct:own-caller")
            .routeId("own-caller")
            .routeConfigurationId("error-policy")
            .to("direct:own-inner-step");
      }

      private void add(String policy) {
        from("direct:own-" + policy)
            .routeId("own-" + policy)
            .routeConfigurationId(policy)
            .bean(work, "step");
      }
    };
  }

  private Exchange failing(String route, Exception failure) {
    beans.fails("work.step", failure);
    return template.request(
        "direct:own-" + route,
        exchange -> {
          exchange.setProperty(Rejects.FILE, route.startsWith("file-") ? "a file" : null);
          exchange.getMessage().setHeader("other", "of the sender");
        });
  }

  @Test
  void what_is_rejected_is_answered_with_409_and_the_reason_alone() {
    Exchange sent = failing("error-policy", REJECTED);
    assertThat(sent.getException()).isNull();
    assertThat(sent.getMessage().getHeaders())
        .containsEntry(Exchange.HTTP_RESPONSE_CODE, 409)
        .doesNotContainKey("other");
    assertThat(sent.getMessage().getBody()).isEqualTo("some text\n");
    assertThat(failing()).isEmpty();
  }

  @Test
  void what_fails_for_a_while_is_answered_with_503_and_recorded_once() {
    Exchange sent = failing("error-policy", FAILURE);
    assertThat(sent.getException()).isNull();
    assertThat(sent.getMessage().getHeaders())
        .containsEntry(Exchange.HTTP_RESPONSE_CODE, 503)
        .doesNotContainKey("other");
    assertThat(outages.now()).singleElement().matches(outage -> outage.count() == 1);
    assertThat(failing()).containsExactly("own-error-policy: some text");
  }

  @Test
  void for_a_file_it_stays_a_failure_too_so_that_the_file_stays() {
    assertThat(failing("file-error-policy", FAILURE).getException()).isSameAs(FAILURE);
    assertThat(failing()).containsExactly("own-file-error-policy: some text");
  }

  @Test
  void a_rejected_file_is_left_to_who_took_it() {
    Exchange sent = failing("file-error-policy", REJECTED);
    assertThat(sent.getException()).isNull();
    assertThat(sent.getProperty(Rejects.REFUSED)).isSameAs(REJECTED);
    assertThat(failing()).isEmpty();
  }

  @Test
  void a_step_of_another_route_leaves_it_to_that_one() {
    assertThat(failing("inner-step", FAILURE).getException()).isSameAs(FAILURE);
    assertThat(failing()).isEmpty();
    assertThat(failing("caller", FAILURE).getException()).isNull();
    assertThat(failing()).containsExactly("own-caller: some text");
    assertThat(outages.now()).singleElement().matches(outage -> outage.count() == 1);
  }
}
