package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.capture.Outbox;
import io.bactrian.changelog.Head;
import io.bactrian.problem.ProblemException;
import io.bactrian.route.Retention;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a site makes of being killed, started twice, and restored. */
class ReturnToServiceTest {
  @TempDir private Path dir;
  private TestSites sites;
  private TestSite hq;
  private TestSite c2;

  @BeforeEach
  void start() throws Exception {
    sites = new TestSites(dir);
    hq = sites.hq.start();
    c2 = sites.c2;
  }

  @AfterEach
  void stop() {
    sites.close();
  }

  @Test
  void a_second_runner_is_told_who_runs_the_site() {
    try (Site again = Site.open(hq.folder)) {
      assertThatThrownBy(() -> new Runner(again, Runner.Mode.ON_DEMAND))
          .isInstanceOf(SiteLock.LockedException.class)
          .hasMessageContainingAll(
              hq.folder.toString(),
              "process " + ProcessHandle.current().pid(),
              "This process does nothing",
              "Stop the other one first");
    }
  }

  @Test
  void what_a_kill_left_in_the_outbox_is_in_the_changelog_already_and_goes_out_once()
      throws Exception {
    hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    appendWithoutClearing(hq.site());
    assertThat(hq.status().outbox()).isTrue();
    hq.stop().start();
    hq.sql("update article set title = 'ink'");
    assertThat(hq.exchange()).isEmpty();
    assertThat(hq.status().outbox()).isFalse();
    assertThat(hq.status().position()).isEqualTo(2);
    c2.start().exchange();
    assertThat(c2.rows("select label from product")).containsExactly("ink");
  }

  /** Half of what capture does. */
  private static void appendWithoutClearing(Site site) {
    Head head = site.outbox().head();
    try (Outbox.Batch batch = site.outbox().read(head.position(), conflict -> {})) {
      site.changelog().append(head, "of the killed", batch);
    }
  }

  @Test
  void a_changelog_that_went_back_in_time_stops_capture_which_says_so() throws Exception {
    hq.stop().copy("changelog", "backup");
    hq.start().sql("insert into article values (1, 'pen', 1.50, 10)");
    assertThat(hq.exchange()).isEmpty();
    hq.stop().copy("backup", "changelog");
    hq.start().sql("insert into article values (2, 'ink', 7.25, 4)");
    assertThat(hq.exchange())
        .anySatisfy(
            failure ->
                assertThat(failure)
                    .contains(
                        "Capture stands still",
                        "the changelog ends with batch 0",
                        "the database knows batch 1",
                        "Nothing is captured or lost",
                        "bactrian recover"));
    assertThat(hq.status().outbox()).isTrue();
    assertThat(hq.rows("select id from article order by id")).containsExactly("1", "2");
  }

  @Test
  void only_what_every_partner_has_confirmed_is_purged() throws Exception {
    c2.start();
    sites.c1.start();
    hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    hq.exchange();
    sites.c1.exchange();
    hq.sql("insert into article values (2, 'ink', 7.25, 4)");
    hq.exchange();
    sites.c1.exchange();
    purge();
    assertThat(firstKept()).isEqualTo(1);
    sites.byFiles();
    long confirmed = hq.status().position();
    hq.sql("insert into article values (3, 'pad', 3.00, 1)");
    hq.exchange();
    purge();
    assertThat(firstKept()).isEqualTo(confirmed + 1);
    sites.c1.exchange();
    c2.exchange();
    assertThat(c2.rows("select code from product order by code")).containsExactly("1", "2", "3");
  }

  private void purge() {
    Retention retention = (Retention) hq.site().beans().get("purge");
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    retention.settle(exchange);
    retention.purge(exchange);
  }

  /** First position that the log still has. */
  private long firstKept() {
    long through = hq.status().position();
    long after = 0;
    while (!readable(after, through)) {
      after++;
    }
    return after + 1;
  }

  private boolean readable(long after, long through) {
    try (var entries = hq.site().changelog().read(after, through)) {
      entries.forEachRemaining(entry -> {});
      return true;
    } catch (ProblemException purged) {
      return false;
    }
  }
}
