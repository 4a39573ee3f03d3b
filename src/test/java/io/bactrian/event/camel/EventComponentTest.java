package io.bactrian.event.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is wrong with an address in a route is told when the site starts. */
class EventComponentTest {
  private CamelContext context;

  @BeforeEach
  void start() {
    context = new DefaultCamelContext();
    context.addComponent(EventComponent.SCHEME, new EventComponent(null, null));
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void a_kind_that_there_is_not_is_refused_with_those_that_there_are() {
    assertThatThrownBy(() -> context.getEndpoint("bactrian-events:closed?subscriber=a"))
        .rootCause()
        .hasMessageContaining("`bactrian-events:closed` names no kind of event")
        .hasMessageContaining("conflict-opened, conflict-decided, changeset-applied");
  }

  @Test
  void a_subscriber_is_required_and_its_name_is_checked() {
    for (String uri : new String[] {"all", "all?subscriber=*head", "all?subscriber=A"}) {
      assertThatThrownBy(() -> context.getEndpoint("bactrian-events:" + uri))
          .rootCause()
          .hasMessageContaining("`subscriber`");
    }
  }

  @Test
  void options_of_polling_are_taken() {
    assertThat(context.getEndpoint("bactrian-events:all?subscriber=a&delay=20"))
        .isInstanceOfSatisfying(
            EventEndpoint.class, endpoint -> assertThat(endpoint.getDelay()).isEqualTo(20));
  }
}
