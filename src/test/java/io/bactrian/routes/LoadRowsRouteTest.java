package io.bactrian.routes;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

class LoadRowsRouteTest extends RouteRig {
  private static final String CAPTURE = "seda:capture-changes";

  /** Loads that partners have asked for. */
  public interface Loads {
    boolean recordNextPages();
  }

  private int pages;

  @Override
  void bind(Registry registry) {
    registry.bind("loads", beans.bean("loads", Loads.class));
  }

  @Test
  void each_page_is_captured_before_the_next_one_is_recorded() throws Exception {
    pages = 2;
    beans.on("loads.recordNextPages", exchange -> pages-- > 0);
    end(CAPTURE).expectedMessageCount(2);
    send("timer:load-rows", null);
    satisfied();
    assertThat(beans.calls())
        .containsExactly(
            "to direct:load-rows",
            "loads.recordNextPages",
            "to " + CAPTURE,
            "loads.recordNextPages",
            "to " + CAPTURE,
            "loads.recordNextPages");
  }

  @Test
  void without_a_load_nothing_is_captured() throws Exception {
    end(CAPTURE).expectedMessageCount(0);
    send("direct:load-rows", null);
    satisfied();
    assertThat(beans.calls()).containsExactly("loads.recordNextPages");
  }

  @Test
  void a_page_that_cannot_be_captured_ends_the_work_until_the_next_time() {
    beans.on("loads.recordNextPages", exchange -> true);
    end(CAPTURE)
        .whenAnyExchangeReceived(
            exchange -> {
              throw new IllegalStateException("some text");
            });
    send("direct:load-rows", null);
    assertThat(beans.calls()).containsExactly("loads.recordNextPages", "to " + CAPTURE);
    assertThat(failing()).containsExactly("load-rows: some text");
  }
}
