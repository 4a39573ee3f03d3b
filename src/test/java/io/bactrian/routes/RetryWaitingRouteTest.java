package io.bactrian.routes;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

class RetryWaitingRouteTest extends RouteRig {
  /** Rows that wait. */
  public interface Rows {
    boolean isDue();

    void retry();
  }

  @Override
  void bind(Registry registry) {
    registry.bind("waiting-rows", beans.bean("waiting-rows", Rows.class));
  }

  @Test
  void rows_that_are_due_are_tried_again() {
    beans.on("waiting-rows.isDue", call -> true);
    send("timer:retry-waiting", null);
    assertThat(beans.calls()).containsExactly("waiting-rows.isDue", "waiting-rows.retry");
  }

  @Test
  void while_none_is_due_nothing_is_asked() {
    beans.on("waiting-rows.isDue", call -> false);
    send("timer:retry-waiting", null);
    assertThat(beans.calls()).containsExactly("waiting-rows.isDue");
  }

  @Test
  void a_failure_is_recorded() {
    beans.on("waiting-rows.isDue", call -> true);
    beans.fails("waiting-rows.retry", new IllegalStateException("some text"));
    assertThat(send("timer:retry-waiting", null).getException()).isNull();
    assertThat(failing()).containsExactly("retry-waiting: some text");
  }
}
