package io.bactrian.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

class RetryWaitingRouteTest extends RouteRig {
  /** Rows that wait. */
  public interface Rows {
    void retry();
  }

  @Override
  void bind(Registry registry) {
    registry.bind("waiting-rows", beans.bean("waiting-rows", Rows.class));
  }

  @Override
  Map<String, String> placeholders() {
    return Map.of("retry.interval", "1000");
  }

  @Test
  void rows_that_wait_are_tried_again() {
    send("timer:retry-waiting", null);
    assertThat(beans.calls()).containsExactly("waiting-rows.retry");
  }

  @Test
  void a_failure_is_recorded() {
    beans.fails("waiting-rows.retry", new IllegalStateException("some text"));
    assertThat(send("timer:retry-waiting", null).getException()).isNull();
    assertThat(failing()).containsExactly("retry-waiting: some text");
  }
}
