package io.bactrian.site;

import static io.bactrian.site.WaitingQuestionsTest.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.wire.SilentWire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A connection between spoke and hub that is cut without a word is given up and replaced. */
@Timeout(120)
class SilentConnectionsTest {
  private static final Duration RECOVERY = Duration.ofSeconds(30);

  @TempDir private Path dir;
  private TestSites sites;
  private SilentWire wire;

  @BeforeEach
  void start() throws Exception {
    sites = new TestSites(dir, TestSites.SOON + "retry.first = 100 ms\ncapture.interval = 20 ms\n");
    wire = new SilentWire(sites.port);
    edit(sites.c1, ":" + sites.port + "/", ":" + wire.port() + "/");
    String often = "3 s";
    edit(sites.c1, "long-poll = 20 ms", "long-poll = " + often);
    edit(sites.hq, "long-poll = 20 ms", "long-poll = " + often);
    sites.hq.start(Runner.Mode.BY_ITSELF);
    sites.c1.start(Runner.Mode.BY_ITSELF);
  }

  @AfterEach
  void stop() throws Exception {
    sites.close();
    wire.close();
  }

  private static void edit(TestSite site, String before, String after) throws Exception {
    Path settings = site.folder.resolve("application.properties");
    Files.writeString(settings, Files.readString(settings).replace(before, after));
  }

  @Test
  void a_question_that_waits_on_a_silent_connection_is_asked_again_on_another() throws Exception {
    sites.hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    until(() -> sites.c1.rows("select * from product").size() == 1);
    untilNothingMoves();
    wire.goSilent();
    long cut = System.nanoTime();
    sites.hq.sql("insert into article values (2, 'ink', 7.25, 4)");
    until(() -> sites.c1.rows("select * from product").size() == 2);
    Duration stood = Duration.ofNanos(System.nanoTime() - cut);
    assertThat(stood).isLessThan(RECOVERY);
  }

  @Test
  void a_hub_says_since_when_a_spoke_is_silent_until_it_is_heard_again() throws Exception {
    until(() -> sites.hq.site().streams().lastExchange("c1") != null);
    sites.c1.stop();
    assertThat(silent()).isNull();
    until(() -> silent() != null);
    assertThat(silent()).isEqualTo(sites.hq.site().streams().lastExchange("c1"));
    sites.c1.start(Runner.Mode.BY_ITSELF);
    until(() -> silent() == null);
  }

  private Instant silent() {
    return sites.hq.status().streams().get(0).silentSince();
  }

  /** A question waits at the hub, and for a second nothing has come through. */
  private void untilNothingMoves() throws Exception {
    long[] seen = {-1, 0};
    until(
        () -> {
          if (seen[0] != wire.passed()) {
            seen[0] = wire.passed();
            seen[1] = System.nanoTime();
          }
          return System.nanoTime() - seen[1] > Duration.ofSeconds(1).toNanos();
        });
  }
}
