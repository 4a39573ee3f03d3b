package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bactrian sync} makes of a hub that is not there, or not yet. */
class OneExchangeTest {
  @TempDir private Path dir;
  private TestSites sites;
  private TestSite hq;
  private TestSite c1;

  @BeforeEach
  void start() throws Exception {
    sites = new TestSites(dir);
    hq = sites.hq;
    c1 = sites.c1.start();
  }

  @AfterEach
  void stop() {
    sites.close();
  }

  /** With an answer that is none of Bactrian's: a proxy, or a server that has only just begun. */
  private HttpServer other(int status) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), sites.port), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  @Test
  void a_round_that_did_not_reach_a_hub_is_a_failure_and_acknowledges_nothing() throws Exception {
    hq.start().sql("insert into article values (1, 'pen', 1.50, 10)");
    assertThat(c1.exchange()).isEmpty();
    assertThat(c1.status().streams().get(0).applied()).isPositive();
    hq.stop();
    c1.sql("insert into product values (2, 'ink', 725, 4)");
    assertThat(c1.exchange()).singleElement().asString().contains("exchange-http");
    for (int status : new int[] {200, 204, 404, 503}) {
      HttpServer other = other(status);
      assertThat(c1.exchange()).singleElement().asString().contains("exchange-http");
      other.stop(0);
    }
    assertThat(c1.status().streams().get(0).pendingChanges()).isPositive();
    hq.start();
    assertThat(c1.exchange()).isEmpty();
    assertThat(hq.rows("select title from article order by id")).containsExactly("pen", "ink");
  }

  @Test
  void what_is_committed_at_the_hub_and_not_captured_yet_comes_at_once() throws Exception {
    hq.start().sql("insert into article values (1, 'pen', 1.50, 10)");
    assertThat(hq.status().outbox()).isTrue();
    assertThat(c1.exchange()).isEmpty();
    assertThat(c1.rows("select label from product")).containsExactly("pen");
  }
}
