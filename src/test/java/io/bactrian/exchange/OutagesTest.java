package io.bactrian.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoTimeoutException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutagesTest {
  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final Outages outages = new Outages(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

  @AfterEach
  void close() throws java.io.IOException {
    camel.close();
  }

  private String failed(Exception cause) {
    DefaultExchange exchange = new DefaultExchange(camel);
    exchange.getExchangeExtension().setFromRouteId("r");
    exchange.setProperty(Exchange.EXCEPTION_CAUGHT, cause);
    outages.failed(exchange);
    return outages.now().get("r").reason();
  }

  @Test
  void what_the_partner_answered_is_told_on_one_line() {
    assertThat(
            failed(
                new HttpOperationFailedException(
                    "http://hub", 409, "Conflict", null, null, "Stream c1→hq\nstops\u0007.")))
        .isEqualTo("the partner answered with status 409: Stream c1→hq stops .");
  }

  @Test
  void what_mongo_says_of_documents_and_hosts_is_left_out() {
    assertThat(failed(new MongoTimeoutException("document {price: 7}")))
        .startsWith("MongoDB did not do what was asked (MongoTimeoutException")
        .doesNotContain("price");
  }

  @Test
  void what_works_again_is_no_outage_any_more() {
    failed(new IllegalStateException("down"));
    DefaultExchange exchange = new DefaultExchange(camel);
    exchange.getExchangeExtension().setFromRouteId("r");
    outages.over(exchange);
    assertThat(outages.now()).isEmpty();
  }
}
