package io.bactrian.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

class SendChangesetsRouteTest extends RouteRig {
  private static final String BUILD = "direct:build-changeset-shop";
  private static final String DELIVER = "file:to-shop";

  /** The stream that goes to partners as documents; texts stand for manifests. */
  public interface Deliveries {
    void look(String partner, Exchange exchange);

    List<Manifest> due(String partner, Exchange exchange);

    boolean awaited(Manifest manifest);

    void open(Exchange exchange);

    void delivered(Manifest manifest);
  }

  /** Stands for one of ours. */
  public record Manifest(String name) {}

  /** Folders that partners read. */
  public interface Folders {
    void deliver(Exchange exchange);
  }

  private int built;

  @Override
  void bind(Registry registry) {
    registry.bind("deliveries", beans.bean("deliveries", Deliveries.class));
    registry.bind("partner-folders", beans.bean("partner-folders", Folders.class));
  }

  @Override
  Map<String, String> placeholders() {
    return Map.of("endpoint", DELIVER, "files.interval", "1000");
  }

  private void due(int more, String... names) {
    built = 0;
    beans.on(
        "deliveries.look",
        exchange -> {
          exchange.setProperty("more", built++ < more);
          return null;
        });
    beans.on("deliveries.due", exchange -> List.of(names).stream().map(Manifest::new).toList());
    beans.on("deliveries.awaited", exchange -> true);
    beans.on(
        "deliveries.open",
        exchange -> {
          exchange
              .getMessage()
              .setBody("document " + exchange.getMessage().getBody(Manifest.class).name());
          return null;
        });
  }

  @Test
  void all_that_is_new_is_built_before_each_due_document_is_delivered_and_noted() throws Exception {
    due(2, "1", "2");
    end(BUILD).expectedMessageCount(2);
    end(DELIVER).expectedBodiesReceived("document 1", "document 2");
    send("timer:send-to-shop", null);
    satisfied();
    assertThat(beans.calls())
        .containsExactly(
            "to direct:send-to-shop",
            "deliveries.look(shop)",
            "to " + BUILD,
            "deliveries.look(shop)",
            "to " + BUILD,
            "deliveries.look(shop)",
            "deliveries.due(shop)",
            "deliveries.awaited",
            "deliveries.open",
            "to " + DELIVER,
            "deliveries.delivered",
            "deliveries.awaited",
            "deliveries.open",
            "to " + DELIVER,
            "deliveries.delivered");
  }

  @Test
  void one_that_was_acknowledged_meanwhile_is_not_sent() throws Exception {
    due(0, "1");
    beans.on("deliveries.awaited", exchange -> false);
    end(DELIVER).expectedMessageCount(0);
    send("direct:send-to-shop", null);
    satisfied();
    assertThat(beans.calls())
        .containsExactly("deliveries.look(shop)", "deliveries.due(shop)", "deliveries.awaited");
  }

  @Test
  void after_a_delivery_that_fails_none_follows_and_it_is_not_noted() throws Exception {
    due(0, "1", "2");
    end(DELIVER).expectedMessageCount(1);
    end(DELIVER)
        .whenAnyExchangeReceived(
            exchange -> {
              throw new IllegalStateException("some text");
            });
    assertThat(send("direct:send-to-shop", null).getException()).isNull();
    satisfied();
    assertThat(beans.calls()).doesNotContain("deliveries.delivered").endsWith("to " + DELIVER);
    assertThat(failing()).containsExactly("send-changesets-shop: some text");
  }

  @Test
  void a_folder_is_written_to_by_its_own_bean() {
    send("direct:write-to-folder", "a document");
    assertThat(beans.calls()).containsExactly("partner-folders.deliver");
  }
}
