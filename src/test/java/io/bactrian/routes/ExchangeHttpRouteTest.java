package io.bactrian.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

class ExchangeHttpRouteTest extends RouteRig {
  /** A spoke's half of a round. */
  public interface Requests {
    void look(String partner, Exchange exchange);

    void ask(String partner, Exchange exchange);

    void answered(String partner, Exchange exchange);

    void wake(String partner, Exchange exchange);
  }

  @Override
  void bind(Registry registry) {
    registry.bind("hub-requests", beans.bean("hub-requests", Requests.class));
  }

  @Override
  Map<String, String> placeholders() {
    return Map.of("hub", "hq", "hub.is-asked", "true");
  }

  private void round(boolean wanted, boolean arrived) {
    says("look", "wanted", wanted);
    says("answered", "arrived", arrived);
  }

  private void says(String method, String property, boolean value) {
    beans.on(
        "hub-requests." + method,
        exchange -> {
          exchange.setProperty(property, value);
          return null;
        });
  }

  @Test
  void a_round_builds_asks_takes_the_acknowledgement_and_applies_in_this_order() throws Exception {
    round(true, true);
    end("direct:build-changeset-hq").expectedMessageCount(1);
    end("direct:call-hub").expectedMessageCount(1);
    end("seda:apply-from-hq").expectedMessageCount(1);
    send("scheduler:exchange-with-hub", null);
    satisfied();
    assertThat(beans.calls())
        .containsExactly(
            "to direct:exchange-with-hub",
            "hub-requests.look(hq)",
            "to direct:build-changeset-hq",
            "hub-requests.ask(hq)",
            "to direct:call-hub",
            "hub-requests.answered(hq)",
            "to seda:apply-from-hq");
  }

  @Test
  void with_nothing_to_say_and_nothing_told_a_round_only_asks() throws Exception {
    round(false, false);
    end("direct:build-changeset-hq").expectedMessageCount(0);
    end("seda:apply-from-hq").expectedMessageCount(0);
    send("direct:exchange-with-hub", null);
    satisfied();
    assertThat(beans.calls())
        .containsExactly(
            "hub-requests.look(hq)",
            "hub-requests.ask(hq)",
            "to direct:call-hub",
            "hub-requests.answered(hq)");
  }

  @Test
  void a_hub_that_does_not_answer_is_a_failure_of_the_round_and_acknowledges_nothing() {
    round(false, false);
    end("direct:call-hub")
        .whenAnyExchangeReceived(
            exchange -> {
              throw new IllegalStateException("some text");
            });
    Exchange sent = send("direct:exchange-with-hub", null);
    assertThat(sent.getException()).isNull();
    assertThat(failing()).containsExactly("exchange-http: some text");
    assertThat(beans.calls()).doesNotContain("hub-requests.answered(hq)");
  }

  @Test
  void what_was_captured_wakes_the_hub() throws Exception {
    end("direct:call-hub").expectedMessageCount(1);
    send("seda:captured", null);
    satisfied();
    assertThat(beans.calls()).containsExactly("hub-requests.wake(hq)", "to direct:call-hub");
  }
}
