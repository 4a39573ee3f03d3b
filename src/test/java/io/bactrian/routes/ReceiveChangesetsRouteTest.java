package io.bactrian.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.exchange.RejectedChangesetException;
import io.bactrian.problem.Problem;
import io.bactrian.route.Rejects;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

class ReceiveChangesetsRouteTest extends RouteRig {
  private static final String APPLY = "seda:apply-from-shop";
  private static final String FOLDER = "file:arrivals";
  private static final String SOURCE = "stub:arrivals";

  @Override
  void bind(Registry registry) {}

  @Override
  Map<String, String> placeholders() {
    return Map.of("folder", "arrivals", "source", SOURCE, "files.interval", "1000");
  }

  private Exchange arrives(String from) {
    return template.request(
        from,
        exchange -> {
          exchange.setProperty(Rejects.FILE, "a file");
          exchange.getMessage().setBody("a document");
          exchange.getMessage().setHeader("CamelFileName", "../elsewhere");
          exchange.getMessage().setHeader("other", "of the source");
        });
  }

  @Test
  void a_document_is_applied_without_the_headers_with_which_it_came() throws Exception {
    for (String from : List.of(FOLDER, SOURCE)) {
      end(APPLY).reset();
      end(APPLY).expectedBodiesReceived("a document");
      end(APPLY)
          .whenAnyExchangeReceived(
              exchange -> assertThat(exchange.getMessage().getHeaders()).isEmpty());
      assertThat(arrives(from).getException()).isNull();
      satisfied();
    }
  }

  @Test
  void one_that_is_rejected_is_left_with_its_reason_to_who_took_it() {
    RejectedChangesetException rejected = new RejectedChangesetException(Problem.of("some text"));
    fails(rejected);
    Exchange arrived = arrives(FOLDER);
    assertThat(arrived.getException()).isNull();
    assertThat(arrived.getProperty(Rejects.REFUSED)).isSameAs(rejected);
    assertThat(failing()).isEmpty();
  }

  @Test
  void what_fails_for_a_while_is_recorded_and_stays_a_failure_so_that_the_document_stays() {
    IllegalStateException failure = new IllegalStateException("some text");
    fails(failure);
    assertThat(arrives(FOLDER).getException()).isSameAs(failure);
    assertThat(arrives(SOURCE).getException()).isSameAs(failure);
    assertThat(failing())
        .containsExactly(
            "receive-changesets-shop: some text", "receive-from-endpoint-shop: some text");
  }

  private void fails(Exception failure) {
    end(APPLY)
        .whenAnyExchangeReceived(
            exchange -> {
              throw failure;
            });
  }
}
