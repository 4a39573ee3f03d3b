package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.monitor.Outage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.StatefulService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sites outside of their schedules: nothing is exchanged but by a person. */
class ScheduledExchangeTest {
  private static final String NEVER = "partner.%s.schedule = not * * * * * ?\n";
  private static final String ARTICLES = "select title from article";

  @TempDir private Path dir;
  private TestSites sites;

  @BeforeEach
  void install() throws Exception {
    sites = new TestSites(dir, "retry.first = 10 ms\nretry.most = 10 ms\n");
  }

  @AfterEach
  void stop() {
    sites.close();
  }

  @Test
  void a_hub_tells_a_spoke_to_ask_later_and_takes_nothing_of_it() throws Exception {
    sites.hq.add(NEVER.formatted("c1")).start(Runner.Mode.BY_ITSELF);
    sites.hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    sites.c1.start(Runner.Mode.BY_ITSELF).sql("insert into product values (2, 'ink', 725, 4)");
    refused(3);
    until(() -> sites.c1.status().streams().get(0).sent() > 0);
    assertThat(refused(2))
        .contains(
            "status 503: hq exchanges nothing with c1 now: `partner.c1.schedule` is `not * * * * *"
                + " ?`",
            "Nothing was received, and nothing is lost; ask again then.");
    assertThat(sites.hq.rows(ARTICLES)).containsExactly("pen");
    assertThat(sites.c1.rows("select label from product")).containsExactly("ink");
    assertThat(sites.hq.status().outages()).isEmpty();
    sites.c1.stop();
    sites.hq.stop();
    sites.hq.start(); // as `bactrian sync` does, while nothing starts by itself
    assertThat(sites.c1.start().exchange()).isEmpty();
    assertThat(sites.hq.rows(ARTICLES + " order by id")).containsExactly("pen", "ink");
  }

  private List<Outage> outages() {
    return sites.c1.site().problems().outages().now();
  }

  /**
   * Waits until so many more exchanges have failed.
   *
   * @return why the last one did
   */
  private String refused(int times) throws Exception {
    Map<Object, String> failures = new LinkedHashMap<>();
    until(
        () -> {
          outages().forEach(o -> failures.put(List.of(o.since(), o.count()), o.reason()));
          return failures.size() > times;
        });
    return List.copyOf(failures.values()).get(failures.size() - 1);
  }

  @Test
  void a_spoke_does_not_ask_but_by_sync() throws Exception {
    sites.hq.start(Runner.Mode.BY_ITSELF).sql("insert into article values (1, 'pen', 1.50, 10)");
    sites.c1.add(NEVER.formatted("hq")).start(Runner.Mode.BY_ITSELF);
    assertThat(works(sites.c1, "keep-exchanging-http")).isFalse();
    assertThat(works(sites.c1, "wake-http")).isFalse();
    assertThat(works(sites.c1, "watch-outbox")).isTrue();
    sites.c1.stop();
    assertThat(sites.c1.start().exchange()).isEmpty();
    assertThat(sites.c1.rows("select label from product")).containsExactly("pen");
  }

  @Test
  void files_are_neither_written_nor_read_but_by_sync() throws Exception {
    sites.c2.start().sql("insert into product values (2, 'ink', 725, 4)");
    assertThat(sites.c2.exchange()).isEmpty();
    sites.hq.add(NEVER.formatted("c2")).start(Runner.Mode.BY_ITSELF);
    assertThat(works(sites.hq, "keep-sending-c2")).isFalse();
    assertThat(works(sites.hq, "receive-changesets-c2")).isFalse();
    sites.hq.stop();
    assertThat(sites.files("to-hq/new")).hasSize(1);
    assertThat(sites.hq.start().exchange()).isEmpty();
    assertThat(sites.hq.rows(ARTICLES)).containsExactly("ink");
    assertThat(sites.files("to-hq/done")).hasSize(1);
    assertThat(sites.files("to-c2/new")).isNotEmpty();
  }

  private static boolean works(TestSite site, String route) {
    return ((StatefulService) site.runner().camelContext().getRoute(route).getConsumer())
        .isStarted();
  }

  private static void until(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("still waiting").isLessThan(deadline);
      LockSupport.parkNanos(10_000_000);
    }
  }
}
