package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A question that the hub keeps open does not keep either from stopping. */
class StoppingTest {
  /** As long as a stop may take whatever happens, and far less than a question is kept open. */
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path dir;

  @Test
  void a_spoke_that_waits_for_its_hub_and_a_hub_that_lets_it_wait_stop_soon() throws Exception {
    try (TestSites sites = new TestSites(dir)) {
      patient(sites.hq);
      patient(sites.c1);
      sites.hq.start(Runner.Mode.BY_ITSELF);
      sites.c1.start(Runner.Mode.BY_ITSELF);
      sites.hq.sql("insert into article values (1, 'pen', 1.50, 10)");
      until(() -> !sites.c1.rows("select * from product").isEmpty());
      until(() -> sites.hq.status().streams().get(0).pendingChanges() == 0);
      assertThat(stopping(sites.c1)).isLessThan(SOON);
      sites.c1.start(Runner.Mode.BY_ITSELF).sql("update product set label = 'ink'");
      until(() -> sites.hq.rows("select title from article").contains("ink"));
      until(() -> sites.c1.status().streams().get(0).pendingChanges() == 0);
      assertThat(stopping(sites.hq)).isLessThan(SOON);
    }
  }

  private static void patient(TestSite site) throws Exception {
    Path settings = site.folder.resolve("application.properties");
    Files.writeString(
        settings, Files.readString(settings).replace("long-poll = 20 ms", "long-poll = 5 min"));
  }

  private static Duration stopping(TestSite site) {
    long begun = System.nanoTime();
    site.stop();
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private static void until(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("still waiting").isLessThan(deadline);
      LockSupport.parkNanos(10_000_000);
    }
  }
}
