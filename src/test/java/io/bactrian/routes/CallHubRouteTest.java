package io.bactrian.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

class CallHubRouteTest extends RouteRig {
  private static final String HUB = "http:hub.example/exchange";

  @Override
  void bind(Registry registry) {}

  @Override
  Map<String, String> placeholders() {
    return Map.of(
        "hub.is-asked",
        "true",
        "hub.endpoint",
        "http://hub.example/exchange",
        "hub.options",
        "&proxyHost=proxy.example",
        "hub.patience",
        "60000");
  }

  @Test
  void the_answer_comes_back_without_what_the_hub_says_to_camel() throws Exception {
    end(HUB).expectedBodiesReceived("a document");
    end(HUB)
        .whenAnyExchangeReceived(
            exchange -> {
              exchange.getMessage().setBody("an answer");
              exchange.getMessage().setHeader("CamelHttpUri", "http://elsewhere.example");
              exchange.getMessage().setHeader("Bactrian-Applied", "7");
            });
    Exchange sent = send("direct:call-hub", "a document");
    satisfied();
    assertThat(sent.getMessage().getBody()).isEqualTo("an answer");
    assertThat(sent.getMessage().getHeaders())
        .containsEntry("Bactrian-Applied", "7")
        .doesNotContainKey("CamelHttpUri");
  }

  @Test
  void options_of_the_address_follow_those_of_the_route() {
    assertThat(context.getEndpoints())
        .extracting(endpoint -> endpoint.getEndpointUri())
        .anySatisfy(
            uri ->
                assertThat(uri)
                    .startsWith("http://hub.example/exchange")
                    .contains("responseTimeout=60000", "proxyHost=proxy.example"));
  }

  @Test
  void what_fails_is_left_to_the_caller() {
    IllegalStateException failure = new IllegalStateException("some text");
    end(HUB)
        .whenAnyExchangeReceived(
            exchange -> {
              throw failure;
            });
    assertThat(send("direct:call-hub", null).getException()).isSameAs(failure);
    assertThat(failing()).isEmpty();
  }
}
