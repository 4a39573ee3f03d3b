package io.bactrian.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoTimeoutException;
import io.bactrian.exchange.Backoff;
import io.bactrian.exchange.RoundHeaders;
import io.bactrian.monitor.Outage;
import io.bactrian.monitor.StoreSilence;
import io.bactrian.problem.Problem;
import java.net.ConnectException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutagesTest {
  private static final Exception DOWN = new IllegalStateException("down");

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final Backoff backoff =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(9), () -> 0);
  private final AtomicInteger told = new AtomicInteger();
  private Instant now = Instant.EPOCH;
  private final Outages outages = new Outages(backoff, () -> now, told::incrementAndGet);

  @AfterEach
  void close() throws java.io.IOException {
    camel.close();
  }

  private Exchange exchange(String partner) {
    DefaultExchange exchange = new DefaultExchange(camel);
    exchange.getExchangeExtension().setFromRouteId("r");
    exchange.setProperty("partner", partner);
    return exchange;
  }

  private Outage failed(Exception cause) {
    Exchange exchange = exchange(null);
    exchange.setProperty(Exchange.EXCEPTION_CAUGHT, cause);
    outages.recordFailure(exchange);
    return outages.now().get(0);
  }

  @Test
  void a_partner_still_at_work_ends_only_that_it_was_unreachable() {
    Exchange atWork = exchange(null);
    atWork.setProperty(Outages.AT_WORK, true);
    failed(DOWN);
    outages.recordSuccess(atWork);
    assertThat(outages.now()).hasSize(1);
    failed(new ConnectException("refused"));
    outages.recordSuccess(atWork);
    assertThat(outages.now()).isEmpty();
    failed(DOWN);
    outages.recordSuccess(exchange(null));
    assertThat(outages.now()).isEmpty();
  }

  @Test
  void what_the_partner_answered_is_told_on_one_line() {
    assertThat(
            failed(
                    new HttpOperationFailedException(
                        "http://hub", 409, "Conflict", null, null, "Stream c1→hq\nstops\u0007."))
                .reason())
        .isEqualTo("the partner answered with status 409: Stream c1→hq stops .");
  }

  @Test
  void a_failure_with_a_problem_of_its_own_shows_what_it_is_and_what_to_do() {
    Problem problem =
        Problem.of("Batch %d was not appended.", 7)
            .follows("The head has not moved.")
            .toDo("Stop the other process.")
            .passes();
    Exception wrapped =
        new CamelExecutionException(
            "",
            exchange(null),
            problem.exception(new MongoTimeoutException("document {price: 7}")));
    assertThat(failed(wrapped).problem()).isEqualTo(problem);
    assertThat(outages.now().get(0))
        .hasToString(
            "r: Batch 7 was not appended. The head has not moved. Stop the other process.");
  }

  @Test
  void a_partner_that_said_it_stops_is_not_said_to_be_unreachable() {
    failed(
        new HttpOperationFailedException(
            "http://hub", 503, "", null, Map.of(RoundHeaders.STOPPING, "hq"), null));
    assertThat(failed(new ConnectException("refused")).reason()).isEqualTo("hq stops");
    assertThat(failed(new ConnectException("refused")).reason()).isEqualTo("hq stops");
    assertThat(failed(DOWN).reason()).isEqualTo("down");
    assertThat(failed(new ConnectException("refused")).reason())
        .isEqualTo("the partner does not answer (refused)");
  }

  @Test
  void what_follows_is_added_only_where_the_problem_does_not_say_it() {
    Problem bare = Problem.of("The partner is away");
    assertThat(FailureText.sentence(bare))
        .isEqualTo("The partner is away. Nothing is lost; it is tried again until it works.");
    assertThat(FailureText.sentence(bare.follows("The stream waits.").toDo("Call it.")))
        .isEqualTo("The partner is away. The stream waits. Call it.");
  }

  @Test
  void what_mongo_says_of_documents_and_hosts_is_left_out() {
    assertThat(failed(new MongoTimeoutException("document {price: 7}")).reason())
        .startsWith("MongoDB did not do what was asked (MongoTimeoutException")
        .doesNotContain("price");
  }

  private Map<String, Instant> silentStores() {
    return StoreSilence.of(outages.now());
  }

  @Test
  void it_is_known_since_when_a_store_has_not_answered_whatever_fails_of_it() {
    failed(DOWN);
    assertThat(silentStores()).isEmpty();
    now = Instant.ofEpochSecond(5);
    SQLException broken = new SQLException("no route", "08006");
    failed(new IllegalStateException(broken));
    now = Instant.ofEpochSecond(9);
    failed(new SQLTransientConnectionException("request timed out after 30000ms"));
    outages.recordFailureOf("capture", new MongoTimeoutException("no primary"));
    assertThat(silentStores())
        .isEqualTo(Map.of("database", Instant.ofEpochSecond(5), "changelog", now));
    outages.recordSuccessOf("capture");
    assertThat(silentStores()).containsOnlyKeys("database");
    failed(new SQLException("answers again, with an error", "53200"));
    assertThat(silentStores()).isEmpty();
  }

  @Test
  void what_works_again_is_no_outage_any_more() {
    failed(DOWN);
    outages.recordSuccess(exchange(null));
    assertThat(outages.now()).isEmpty();
    assertThat(told).hasValue(2);
    outages.recordSuccess(exchange(null));
    assertThat(told).hasValue(2);
  }

  @Test
  void each_try_that_fails_makes_the_next_wait_twice_as_long_up_to_a_bound() {
    assertThat(outages.isDue(exchange(null))).isTrue();
    for (int seconds : new int[] {1, 2, 4, 8, 9, 9}) {
      assertThat(failed(DOWN).next()).isEqualTo(now.plusSeconds(seconds));
      now = now.plusSeconds(seconds).minusMillis(1);
      assertThat(outages.isDue(exchange(null))).isFalse();
      now = now.plusMillis(1);
      assertThat(outages.isDue(exchange(null))).isTrue();
    }
    assertThat(outages.now().get(0).count()).isEqualTo(6);
    assertThat(outages.now().get(0).since()).isEqualTo(Instant.EPOCH);
    outages.recordSuccess(exchange(null));
    outages.isDue(exchange(null));
    assertThat(failed(DOWN).next()).isEqualTo(now.plusSeconds(1));
  }

  @Test
  void what_fails_together_counts_as_one_try() {
    outages.isDue(exchange(null));
    failed(DOWN);
    failed(DOWN);
    assertThat(failed(DOWN).next()).isEqualTo(now.plusSeconds(1));
    assertThat(outages.now().get(0).count()).isEqualTo(3);
  }

  @Test
  void whoever_asks_makes_everything_due() {
    outages.isDue(exchange(null));
    failed(DOWN);
    outages.retryNow();
    assertThat(outages.isDue(exchange(null))).isTrue();
  }

  @Test
  void a_route_that_others_set_going_has_no_next_try_and_fails_for_each_partner_by_itself() {
    Exchange exchange = exchange("c1");
    exchange.setProperty(Exchange.EXCEPTION_CAUGHT, DOWN);
    outages.recordFailure(exchange);
    outages.recordSuccess(exchange("c2"));
    assertThat(outages.now()).singleElement().hasToString("r-c1: down");
    assertThat(outages.now().get(0).next()).isNull();
    outages.recordSuccess(exchange("c1"));
    assertThat(outages.now()).isEmpty();
  }

  @Test
  void chance_shortens_a_wait_by_half_at_most() {
    Backoff shortest = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), () -> 1);
    assertThat(shortest.after(1)).isEqualTo(Duration.ofMillis(500));
    assertThat(shortest.after(Long.MAX_VALUE)).isEqualTo(Duration.ofSeconds(30));
  }
}
