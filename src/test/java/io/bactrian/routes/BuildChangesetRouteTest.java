package io.bactrian.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.spi.DataFormat;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.service.ServiceSupport;
import org.junit.jupiter.api.Test;

class BuildChangesetRouteTest extends RouteRig {
  /** The steps of the route. */
  public interface Steps {
    void begin(Exchange exchange);

    void select(Exchange exchange);

    void append(Exchange exchange);

    void keep(Exchange exchange);

    void fail(Exchange exchange);

    void end(Exchange exchange);
  }

  private static final class Format extends ServiceSupport implements DataFormat {
    @Override
    public void marshal(Exchange exchange, Object body, OutputStream out) throws Exception {
      out.write(("<" + body + ">").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Object unmarshal(Exchange exchange, InputStream document) {
      throw new UnsupportedOperationException();
    }
  }

  @Override
  void bind(Registry registry) {
    registry.bind("build-shop", beans.bean("build-shop", Steps.class));
    registry.bind("changeset", new Format());
  }

  private void blocks(String... blocks) {
    beans.on(
        "build-shop.begin",
        exchange -> {
          exchange.getMessage().setBody(List.of(blocks).iterator());
          return null;
        });
  }

  private Exchange build() {
    return send("direct:build-changeset-shop", null);
  }

  @Test
  void each_block_is_filtered_marshalled_and_appended_before_anything_is_kept() {
    List<String> appended = new ArrayList<>();
    blocks("one", "two");
    beans.on(
        "build-shop.append", exchange -> appended.add(exchange.getMessage().getBody(String.class)));
    assertThat(build().getException()).isNull();
    assertThat(appended).containsExactly("<one>", "<two>");
    assertThat(beans.calls())
        .containsExactly(
            "build-shop.begin",
            "build-shop.select",
            "build-shop.append",
            "build-shop.select",
            "build-shop.append",
            "build-shop.keep",
            "build-shop.end");
  }

  @Test
  void without_a_block_the_end_of_a_build_is_reached_all_the_same() {
    blocks();
    build();
    assertThat(beans.calls())
        .containsExactly("build-shop.begin", "build-shop.keep", "build-shop.end");
  }

  @Test
  void after_a_failure_no_other_block_is_read_nothing_is_kept_and_the_caller_knows() {
    IllegalStateException failure = new IllegalStateException("some text");
    blocks("one", "two");
    beans.fails("build-shop.append", failure);
    beans.fails("build-shop.fail", failure);
    assertThat(build().getException()).isSameAs(failure);
    assertThat(beans.calls())
        .containsExactly(
            "build-shop.begin",
            "build-shop.select",
            "build-shop.append",
            "build-shop.fail",
            "build-shop.end");
  }
}
