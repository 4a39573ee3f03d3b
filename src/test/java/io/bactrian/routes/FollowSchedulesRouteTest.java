package io.bactrian.routes;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

class FollowSchedulesRouteTest extends RouteRig {
  /** In which minutes the site exchanges with partners. */
  public interface Schedules {
    void follow(Exchange exchange);
  }

  @Override
  void bind(Registry registry) {
    registry.bind("partner-schedules", beans.bean("partner-schedules", Schedules.class));
  }

  @Test
  void routes_are_suspended_and_resumed_as_the_schedules_say() {
    send("quartz:follow-schedules", null);
    assertThat(beans.calls()).containsExactly("partner-schedules.follow");
  }

  @Test
  void a_failure_is_recorded_and_the_next_time_follows_all_the_same() {
    beans.fails("partner-schedules.follow", new IllegalStateException("some text"));
    send("quartz:follow-schedules", null);
    send("quartz:follow-schedules", null);
    assertThat(failing()).containsExactly("follow-schedules: some text");
    assertThat(beans.calls()).hasSize(2);
  }
}
