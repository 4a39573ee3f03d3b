package io.bactrian.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

class WatchOutboxRouteTest extends RouteRig {
  /** Whether to look, and whether the look has found something. */
  public interface Looks {
    boolean mayLook();

    boolean foundWork(List<?> rows);
  }

  @Override
  void bind(Registry registry) {
    registry.bind("capture", beans.bean("capture", Looks.class));
  }

  @Override
  Map<String, String> placeholders() {
    return Map.of("capture.interval", "1000", "database.outbox-probe", "a probe");
  }

  private void look(boolean may, boolean found) {
    beans.on("capture.mayLook", exchange -> may);
    beans.on("capture.foundWork", exchange -> found);
    end("jdbc:database")
        .whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(List.of()));
  }

  @Test
  void what_a_look_finds_is_captured() throws Exception {
    look(true, true);
    end("jdbc:database").expectedBodiesReceived("a probe");
    end("seda:capture-changes").expectedMessageCount(1);
    send("timer:watch-outbox", null);
    satisfied();
    assertThat(beans.calls())
        .containsExactly(
            "capture.mayLook", "to jdbc:database", "capture.foundWork", "to seda:capture-changes");
  }

  @Test
  void where_a_look_finds_nothing_nothing_is_captured() throws Exception {
    look(true, false);
    end("seda:capture-changes").expectedMessageCount(0);
    send("timer:watch-outbox", null);
    satisfied();
    assertThat(beans.calls())
        .containsExactly("capture.mayLook", "to jdbc:database", "capture.foundWork");
  }

  @Test
  void after_a_long_look_the_database_has_a_rest() {
    look(false, true);
    send("timer:watch-outbox", null);
    assertThat(beans.calls()).containsExactly("capture.mayLook");
  }
}
