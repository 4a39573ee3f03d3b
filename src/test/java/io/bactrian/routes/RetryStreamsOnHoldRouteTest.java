package io.bactrian.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

class RetryStreamsOnHoldRouteTest extends RouteRig {
  private static final String APPLY = "seda:apply-from-shop";

  /** Which streams are to be tried now. */
  public interface Retries {
    void readChangedMappings();

    List<String> dueStreams();

    void recordTry(String partner);

    void end(String partner);

    void accept(File request);
  }

  @Override
  void bind(Registry registry) {
    registry.bind("stream-retries", beans.bean("stream-retries", Retries.class));
  }

  @Override
  Map<String, String> placeholders() {
    return Map.of("retry.folder", "requests");
  }

  @Test
  void mappings_are_read_before_each_stream_that_is_due_is_tried_beside_the_others()
      throws Exception {
    CountDownLatch ended = new CountDownLatch(2);
    beans.on(
        "stream-retries.end",
        exchange -> {
          ended.countDown();
          return null;
        });
    beans.on("stream-retries.dueStreams", exchange -> List.of(PARTNER, "store"));
    end(APPLY).expectedMessageCount(1);
    end("seda:apply-from-store").expectedMessageCount(1);
    send("timer:retry-streams-on-hold", null);
    assertThat(ended.await(1, TimeUnit.MINUTES)).isTrue();
    satisfied();
    assertThat(beans.calls())
        .startsWith("stream-retries.readChangedMappings", "stream-retries.dueStreams")
        .contains("stream-retries.end(shop)", "stream-retries.end(store)");
  }

  @Test
  void a_try_asks_for_what_is_kept_answers_who_asked_and_ends() throws Exception {
    end(APPLY).expectedMessageCount(1);
    end(APPLY).message(0).body().isNull();
    template.request("direct:retry-stream", exchange -> exchange.setProperty("partner", PARTNER));
    satisfied();
    assertThat(beans.calls())
        .containsExactly(
            "to " + APPLY, "stream-retries.recordTry(shop)", "stream-retries.end(shop)");
  }

  @Test
  void a_try_that_fails_ends_too_and_is_recorded_for_its_stream() throws Exception {
    beans.on("stream-retries.dueStreams", exchange -> List.of(PARTNER));
    end(APPLY)
        .whenAnyExchangeReceived(
            exchange -> {
              throw new IllegalStateException("some text");
            });
    send("timer:retry-streams-on-hold", null);
    assertThat(recorded.tryAcquire(1, TimeUnit.MINUTES)).isTrue();
    assertThat(beans.calls()).endsWith("to " + APPLY, "stream-retries.end(shop)");
    assertThat(failing()).containsExactly("retry-streams-on-hold-shop: some text");
  }

  @Test
  void a_request_is_accepted_without_its_headers() {
    Exchange requested =
        template.request(
            "file:requests",
            exchange -> {
              exchange.getMessage().setBody(new File(PARTNER));
              exchange.getMessage().setHeader("CamelFileName", "../elsewhere");
            });
    assertThat(requested.getException()).isNull();
    assertThat(requested.getMessage().getHeaders()).isEmpty();
    assertThat(beans.calls()).containsExactly("stream-retries.accept");
  }

  @Test
  void a_request_that_cannot_be_read_is_recorded_and_stays() {
    IllegalStateException failure = new IllegalStateException("some text");
    beans.fails("stream-retries.accept", failure);
    assertThat(send("file:requests", new File(PARTNER)).getException()).isSameAs(failure);
    assertThat(failing()).containsExactly("retry-when-asked: some text");
  }
}
