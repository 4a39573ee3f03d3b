package io.bactrian.routes;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

class TellEventsRouteTest extends RouteRig {
  /** What has happened, and is told. */
  public interface Events {
    boolean isDue();

    void tell();
  }

  @Override
  void bind(Registry registry) {
    registry.bind("events", beans.bean("events", Events.class));
  }

  @Test
  void what_has_happened_is_told() {
    beans.on("events.isDue", exchange -> true);
    send("timer:tell-events", null);
    assertThat(beans.calls()).containsExactly("events.isDue", "events.tell");
  }

  @Test
  void while_nothing_can_have_happened_no_store_is_asked() {
    send("timer:tell-events", null);
    assertThat(beans.calls()).containsExactly("events.isDue");
  }

  @Test
  void what_cannot_be_told_is_recorded_and_tried_again() {
    beans.on("events.isDue", exchange -> true);
    beans.fails("events.tell", new IllegalStateException("some text"));
    send("timer:tell-events", null);
    assertThat(failing()).containsExactly("tell-events: some text");
  }
}
