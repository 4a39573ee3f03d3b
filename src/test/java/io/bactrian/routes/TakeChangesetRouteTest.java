package io.bactrian.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.exchange.Arrival;
import io.bactrian.exchange.Arrival.Place;
import io.bactrian.exchange.RejectedChangesetException;
import io.bactrian.problem.Problem;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

class TakeChangesetRouteTest extends RouteRig {
  /** The stream that comes from the partner. */
  public interface Stream {
    Arrival check(Exchange exchange);

    void keep(Exchange exchange);

    Arrival following();
  }

  @Override
  void bind(Registry registry) {
    registry.bind("incoming-shop", beans.bean("incoming-shop", Stream.class));
  }

  /** What arrives, and what {@code following} gives after it, before there is none. */
  private void come(Place first, Place... others) {
    Deque<Place> following = new ArrayDeque<>(List.of(others));
    beans.on("incoming-shop.check", exchange -> at(first));
    beans.on(
        "incoming-shop.following",
        exchange -> following.isEmpty() ? Arrival.NONE : at(following.poll()));
  }

  private static Arrival at(Place place) {
    return new Arrival(place, null, null, null, 0);
  }

  private Exchange take() {
    return send("seda:apply-from-shop", "a document");
  }

  @Test
  void the_one_that_is_due_is_applied_then_those_that_waited_and_verdicts_are_captured_once()
      throws Exception {
    come(Place.NEXT, Place.NEXT);
    end("direct:apply-changeset-shop").expectedBodiesReceived(at(Place.NEXT), at(Place.NEXT));
    end("seda:capture-changes").expectedMessageCount(1);
    assertThat(take().getException()).isNull();
    satisfied();
    assertThat(beans.calls())
        .containsExactly(
            "incoming-shop.check",
            "to direct:apply-changeset-shop",
            "incoming-shop.following",
            "to direct:apply-changeset-shop",
            "incoming-shop.following",
            "to seda:capture-changes");
  }

  @Test
  void one_that_comes_too_early_is_kept() throws Exception {
    come(Place.EARLY);
    end("direct:apply-changeset-shop").expectedMessageCount(0);
    take();
    satisfied();
    assertThat(beans.calls())
        .containsExactly(
            "incoming-shop.check",
            "incoming-shop.keep",
            "incoming-shop.following",
            "to seda:capture-changes");
  }

  @Test
  void one_that_was_applied_before_or_is_on_hold_does_nothing_but_those_that_waited_follow()
      throws Exception {
    for (Place place : List.of(Place.DUPLICATE, Place.ON_HOLD)) {
      beans.clear();
      come(place);
      take();
      assertThat(beans.calls())
          .containsExactly(
              "incoming-shop.check", "incoming-shop.following", "to seda:capture-changes");
    }
  }

  @Test
  void where_none_is_kept_a_retry_only_captures() {
    come(Place.NONE);
    take();
    assertThat(beans.calls()).containsExactly("incoming-shop.check", "to seda:capture-changes");
  }

  @Test
  void the_caller_gets_what_failed_and_nothing_follows() {
    RejectedChangesetException rejected = new RejectedChangesetException(Problem.of("some text"));
    beans.fails("incoming-shop.check", rejected);
    assertThat(take().getException()).isSameAs(rejected);
    assertThat(beans.calls()).containsExactly("incoming-shop.check");
  }
}
