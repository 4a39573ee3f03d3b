package io.bactrian.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

class WatchHealthRouteTest extends RouteRig {
  /** Whether triggers and tables are as they should be. */
  public interface Health {
    void compareTriggers();
  }

  @Override
  void bind(Registry registry) {
    registry.bind("health", beans.bean("health", Health.class));
  }

  @Override
  Map<String, String> placeholders() {
    return Map.of("health.interval", "1000", "database.ping", "a ping");
  }

  @Test
  void the_database_is_asked_in_its_own_words_before_triggers_are_compared() throws Exception {
    end("jdbc:database").expectedBodiesReceived("a ping");
    send("timer:watch-health", null);
    satisfied();
    assertThat(beans.calls()).containsExactly("to jdbc:database", "health.compareTriggers");
  }

  @Test
  void a_database_that_does_not_answer_is_recorded_and_nothing_is_compared() {
    end("jdbc:database")
        .whenAnyExchangeReceived(
            exchange -> {
              throw new IllegalStateException("some text");
            });
    send("timer:watch-health", null);
    assertThat(beans.calls()).containsExactly("to jdbc:database");
    assertThat(failing()).containsExactly("watch-health: some text");
  }
}
