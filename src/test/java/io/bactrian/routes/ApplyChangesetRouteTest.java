package io.bactrian.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.ApplyAgainException;
import io.bactrian.apply.LimitReachedException;
import io.bactrian.apply.RowRefusedException;
import io.bactrian.changeset.MalformedChangesetException;
import io.bactrian.exchange.RejectedChangesetException;
import io.bactrian.problem.Problem;
import io.bactrian.transform.MappingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.spi.DataFormat;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.service.ServiceSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApplyChangesetRouteTest extends RouteRig {
  /** The steps of the route. */
  public interface Steps {
    void begin(Exchange exchange);

    void takeMarkers(Exchange exchange);

    void transform(Exchange exchange);

    void lockRows(Exchange exchange);

    void resolve(Exchange exchange);

    void write(Exchange exchange);

    void retryWaiting(Exchange exchange);

    void recordVerdicts(Exchange exchange);

    void advanceStream(Exchange exchange);

    void commit(Exchange exchange);

    void again(Exchange exchange);

    void hold(Exchange exchange);

    void reject(Exchange exchange);

    void fail(Exchange exchange);

    void end(Exchange exchange);
  }

  /** A batch that is taken after some tries. */
  public static final class Batch {
    private int tries;

    Batch(int tries) {
      this.tries = tries;
    }

    public boolean isOpen() {
      return tries > 0;
    }
  }

  /** A document is a text with a digit for each batch: how many tries it takes. */
  private static final class Format extends ServiceSupport implements DataFormat {
    @Override
    public void marshal(Exchange exchange, Object body, OutputStream out) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Object unmarshal(Exchange exchange, InputStream document) throws IOException {
      return new String(document.readAllBytes(), StandardCharsets.UTF_8)
          .chars()
          .mapToObj(digit -> new Batch(digit - '0'))
          .toList();
    }
  }

  @Override
  void bind(Registry registry) {
    registry.bind("apply-shop", beans.bean("apply-shop", Steps.class));
    registry.bind("changeset", new Format());
  }

  @BeforeEach
  void each_write_is_a_try() {
    beans.on(
        "apply-shop.write",
        exchange -> {
          exchange.getMessage().getBody(Batch.class).tries--;
          return null;
        });
  }

  private Exchange apply(String batches) {
    return send("direct:apply-changeset-shop", batches);
  }

  private List<String> steps() {
    return beans.calls().stream()
        .filter(call -> call.startsWith("apply-shop."))
        .map(call -> call.substring("apply-shop.".length()))
        .toList();
  }

  @Test
  void each_batch_passes_the_steps_in_order_before_verdicts_watermark_and_commit() {
    assertThat(apply("11").getException()).isNull();
    assertThat(steps())
        .containsExactly(
            "begin",
            "takeMarkers",
            "transform",
            "lockRows",
            "resolve",
            "write",
            "takeMarkers",
            "transform",
            "lockRows",
            "resolve",
            "write",
            "retryWaiting",
            "recordVerdicts",
            "advanceStream",
            "commit",
            "end");
  }

  @Test
  void a_batch_that_is_not_taken_is_locked_resolved_and_written_again() {
    apply("2");
    assertThat(steps())
        .containsSubsequence("transform", "lockRows", "resolve", "write", "lockRows", "resolve")
        .containsOnlyOnce("transform", "retryWaiting", "commit")
        .filteredOn("write"::equals)
        .hasSize(2);
  }

  @Test
  void a_batch_of_markers_alone_writes_nothing() {
    apply("0");
    assertThat(steps())
        .containsExactly(
            "begin",
            "takeMarkers",
            "transform",
            "retryWaiting",
            "recordVerdicts",
            "advanceStream",
            "commit",
            "end");
  }

  @Test
  void what_was_learned_on_the_way_makes_it_be_applied_again() {
    beans.fails("apply-shop.commit", Failures.of(ApplyAgainException.class));
    assertThat(apply("1").getException()).isNull();
    assertThat(steps()).endsWith("commit", "again", "end");
  }

  @Test
  void one_that_cannot_be_applied_as_a_whole_is_on_hold() {
    for (Exception failure :
        List.of(
            new MappingException(Problem.of("some text")),
            Failures.of(RowRefusedException.class),
            Failures.of(LimitReachedException.class))) {
      beans.clear();
      beans.fails("apply-shop.transform", failure);
      assertThat(apply("11").getException()).as("%s", failure).isNull();
      assertThat(steps())
          .as("%s", failure)
          .containsExactly("begin", "takeMarkers", "transform", "hold", "end");
    }
  }

  @Test
  void one_that_is_malformed_is_rejected() {
    RejectedChangesetException rejected = new RejectedChangesetException(Problem.of("some text"));
    beans.fails("apply-shop.takeMarkers", Failures.of(MalformedChangesetException.class));
    beans.fails("apply-shop.reject", rejected);
    assertThat(apply("1").getException()).isSameAs(rejected);
    assertThat(steps()).containsExactly("begin", "takeMarkers", "reject", "end");
  }

  @Test
  void whatever_else_fails_is_left_to_the_caller() {
    IllegalStateException failure = new IllegalStateException("some text");
    for (String step : List.of("begin", "write", "retryWaiting", "recordVerdicts", "commit")) {
      beans.clear();
      each_write_is_a_try();
      beans.fails("apply-shop." + step, failure);
      beans.fails("apply-shop.fail", failure);
      assertThat(apply("1").getException()).as(step).isSameAs(failure);
      assertThat(steps()).as(step).endsWith(step, "fail", "end");
    }
  }
}
