package io.bactrian.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.decisionfile.DecisionFile;
import io.bactrian.route.Rejects;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

class TakeDecisionsRouteTest extends RouteRig {
  private static final String FOLDER = "file:carried";
  private static final String DECISION =
      "<decision xmlns='urn:bactrian:decision:1' conflict='a' seen='b' by='ann'>%s</decision>";

  /** What people decide in files. */
  public interface Steps {
    void open(Exchange exchange);

    void notRead(Exchange exchange);

    void decide(Exchange exchange);
  }

  private Object decided;

  @Override
  void bind(Registry registry) {
    registry.bind("decision-files", beans.bean("decision-files", Steps.class));
  }

  @Override
  Map<String, String> placeholders() {
    return Map.of(
        "decisions.by-file", "true", "decisions.interval", "1000", "decisions.folder", "carried");
  }

  private Exchange arrives(String choice) {
    return template.request(
        FOLDER,
        exchange -> {
          exchange.setProperty(Rejects.FILE, "a file");
          exchange.getMessage().setBody(DECISION.formatted(choice));
          exchange.getMessage().setHeader("CamelFileName", "../elsewhere");
        });
  }

  @Test
  void a_decision_is_opened_read_and_taken_without_the_headers_with_which_it_came() {
    beans.on("decision-files.decide", exchange -> decided = exchange.getMessage().getBody());
    Exchange arrived = arrives("<choose>ours</choose>");
    assertThat(arrived.getException()).isNull();
    assertThat(arrived.getMessage().getHeaders()).isEmpty();
    assertThat(beans.calls()).containsExactly("decision-files.open", "decision-files.decide");
    assertThat(decided).isInstanceOf(DecisionFile.class);
  }

  @Test
  void one_that_is_not_as_the_schema_says_is_rejected_and_not_taken() {
    assertThat(arrives("<choose>mine</choose>").getException()).isNull();
    assertThat(beans.calls()).containsExactly("decision-files.open", "decision-files.notRead");
  }

  @Test
  void what_fails_for_a_while_is_recorded_and_the_file_stays() {
    IllegalStateException failure = new IllegalStateException("some text");
    beans.fails("decision-files.decide", failure);
    assertThat(arrives("<choose>ours</choose>").getException()).isSameAs(failure);
    assertThat(failing()).containsExactly("take-decisions: some text");
  }
}
