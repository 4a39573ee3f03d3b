package io.bactrian.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.exchange.RejectedChangesetException;
import io.bactrian.problem.Problem;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

class BackOffRouteTest extends RouteRig {
  private static final String BY_ITSELF = "timer:own-work";
  private static final String CALLED = "direct:own-called";

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
        for (String from : new String[] {BY_ITSELF, CALLED}) {
          from(from)
              .routeId(from.substring(from.indexOf(':') + 1))
              .routeConfigurationId("back-off,error-policy")
              .bean(work, "step");
        }
      }
    };
  }

  private void failsOnce(String from) {
    beans.fails("work.step", new IllegalStateException("some text"));
    send(from, null);
    beans.clear();
  }

  @Test
  void a_route_that_has_failed_does_nothing_before_its_time_and_that_is_no_success() {
    failsOnce(BY_ITSELF);
    pass(Duration.ofMillis(999));
    Exchange early = send(BY_ITSELF, null);
    assertThat(beans.calls()).isEmpty();
    assertThat(early.getProperty(Exchange.SCHEDULER_POLLED_MESSAGES)).isEqualTo(false);
    assertThat(failing()).containsExactly("own-work: some text");
  }

  @Test
  void when_its_time_has_come_it_works_again_and_nothing_fails_any_more() {
    failsOnce(BY_ITSELF);
    pass(Duration.ofSeconds(1));
    send(BY_ITSELF, null);
    assertThat(beans.calls()).containsExactly("work.step");
    assertThat(failing()).isEmpty();
  }

  @Test
  void a_second_failure_is_counted_once_and_waits_longer() {
    failsOnce(BY_ITSELF);
    pass(Duration.ofSeconds(1));
    failsOnce(BY_ITSELF);
    assertThat(outages.now()).singleElement().matches(outage -> outage.count() == 2);
    pass(Duration.ofSeconds(1));
    send(BY_ITSELF, null);
    assertThat(beans.calls()).isEmpty();
  }

  @Test
  void a_route_that_another_one_calls_does_not_wait() {
    failsOnce(CALLED);
    assertThat(failing()).containsExactly("own-called: some text");
    send(CALLED, null);
    assertThat(beans.calls()).containsExactly("work.step");
    assertThat(failing()).isEmpty();
  }

  @Test
  void what_was_rejected_is_no_success() {
    failsOnce(CALLED);
    beans.fails("work.step", new RejectedChangesetException(Problem.of("some other text")));
    send(CALLED, null);
    assertThat(failing()).containsExactly("own-called: some text");
  }
}
