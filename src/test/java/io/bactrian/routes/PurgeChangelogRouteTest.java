package io.bactrian.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

class PurgeChangelogRouteTest extends RouteRig {
  /** What goes from the changelog, and when. */
  public interface Purge {
    boolean isRequested();

    void request();

    void settle();

    void purge();
  }

  @Override
  void bind(Registry registry) {
    registry.bind("purge", beans.bean("purge", Purge.class));
  }

  @Override
  Map<String, String> placeholders() {
    return Map.of("purge.schedule", "0 0 3 * * ?");
  }

  @Test
  void decisions_are_awaited_and_captured_before_anything_goes() throws Exception {
    beans.on("purge.isRequested", exchange -> true);
    end("seda:capture-changes").expectedMessageCount(1);
    send("timer:purge-changelog", null);
    satisfied();
    assertThat(beans.calls())
        .containsExactly(
            "purge.isRequested", "purge.settle", "to seda:capture-changes", "purge.purge");
  }

  @Test
  void unless_it_is_requested_nothing_goes() {
    send("timer:purge-changelog", null);
    assertThat(beans.calls()).containsExactly("purge.isRequested");
  }

  @Test
  void nothing_goes_when_decisions_cannot_be_captured() {
    beans.on("purge.isRequested", exchange -> true);
    end("seda:capture-changes")
        .whenAnyExchangeReceived(
            exchange -> {
              throw new IllegalStateException("some text");
            });
    send("timer:purge-changelog", null);
    assertThat(beans.calls()).doesNotContain("purge.purge");
    assertThat(failing()).containsExactly("purge-changelog: some text");
  }

  @Test
  void its_schedule_requests_it() {
    send("quartz:purge-changelog", null);
    assertThat(beans.calls()).containsExactly("purge.request");
  }
}
