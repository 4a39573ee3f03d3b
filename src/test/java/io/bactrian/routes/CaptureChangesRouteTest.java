package io.bactrian.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoWriteException;
import com.mongodb.ServerAddress;
import com.mongodb.WriteError;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

class CaptureChangesRouteTest extends RouteRig {
  /** The steps of the route. */
  public interface Steps {
    Iterator<String> openBatch(Exchange exchange);

    void commitBatch(Exchange exchange);

    void notAppended(Exchange exchange);

    void closeBatch(Exchange exchange);
  }

  @Override
  void bind(Registry registry) {
    registry.bind("capture", beans.bean("capture", Steps.class));
  }

  @Override
  Map<String, String> placeholders() {
    return Map.of("changelog.database", "log", "changelog.write-concern", "MAJORITY");
  }

  private void batch(long captured, String... blocks) {
    beans.on(
        "capture.openBatch",
        exchange -> {
          exchange.setProperty("captured", 0L);
          return List.of(blocks).iterator();
        });
    beans.on(
        "capture.commitBatch",
        exchange -> {
          exchange.setProperty("captured", captured);
          return null;
        });
  }

  private Exchange capture() {
    return send("seda:capture-changes", null);
  }

  @Test
  void all_blocks_are_appended_before_the_batch_is_committed_and_then_it_is_announced()
      throws Exception {
    batch(5, "one", "two");
    end("mongodb:changelog").expectedBodiesReceived("one", "two");
    end("seda:captured").expectedMessageCount(1);
    assertThat(capture().getException()).isNull();
    satisfied();
    assertThat(beans.calls())
        .containsExactly(
            "capture.openBatch",
            "to mongodb:changelog",
            "to mongodb:changelog",
            "capture.commitBatch",
            "capture.closeBatch",
            "to seda:captured");
  }

  @Test
  void where_nothing_was_captured_nothing_is_announced() throws Exception {
    batch(0);
    end("mongodb:changelog").expectedMessageCount(0);
    end("seda:captured").expectedMessageCount(0);
    capture();
    satisfied();
    assertThat(beans.calls())
        .containsExactly("capture.openBatch", "capture.commitBatch", "capture.closeBatch");
  }

  @Test
  void a_block_that_the_store_refuses_ends_the_batch_with_a_message_of_our_own() throws Exception {
    IllegalStateException ours = new IllegalStateException("some text");
    batch(5, "one", "two", "three");
    beans.fails("capture.notAppended", ours);
    end("mongodb:changelog")
        .whenExchangeReceived(
            2,
            exchange -> {
              throw new MongoWriteException(
                  new WriteError(11000, "taken", new BsonDocument()),
                  new ServerAddress(),
                  Set.<String>of());
            });
    end("seda:captured").expectedMessageCount(0);
    assertThat(capture().getException()).isSameAs(ours);
    satisfied();
    assertThat(beans.calls())
        .containsExactly(
            "capture.openBatch",
            "to mongodb:changelog",
            "to mongodb:changelog",
            "capture.notAppended",
            "capture.closeBatch");
  }

  @Test
  void whatever_else_fails_closes_the_batch_too_and_is_left_to_the_caller() {
    for (String step : List.of("openBatch", "commitBatch")) {
      IllegalStateException failure = new IllegalStateException("some text");
      beans.clear();
      batch(5);
      beans.fails("capture." + step, failure);
      assertThat(capture().getException()).isSameAs(failure);
      assertThat(beans.calls()).endsWith("capture." + step, "capture.closeBatch");
    }
  }
}
