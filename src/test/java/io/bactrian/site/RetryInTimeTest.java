package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In sites that run, a parked row does not wait for the end of its pause, which is an hour. */
class RetryInTimeTest {
  /** Only for when something is broken. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final String PATIENT = "retry.interval = 1 h\nretry.interval-most = 1 h\n";

  @TempDir private Path dir;

  @Test
  void a_parked_row_goes_in_when_a_user_of_the_hub_has_changed_what_it_waits_for()
      throws Exception {
    try (TestSites sites = new TestSites(dir, TestSites.SOON + PATIENT)) {
      sites.hq.sql("alter table article add constraint one_of_each unique (title)");
      sites.hq.start(Runner.Mode.BY_ITSELF);
      sites.c1.start(Runner.Mode.BY_ITSELF);
      sites.hq.sql("insert into article values (1, 'pen', 1.50, 10)");
      sites.c1.sql("insert into product values (8, 'pen', 100, 1)");
      until(() -> sites.hq.status().streams().get(0).parked() == 1);
      sites.hq.sql("update article set stock = 11 where id = 1");
      sites.hq.sql("update article set title = 'old pen' where id = 1");
      until(() -> sites.hq.rows("select title from article where id = 8").contains("pen"));
      until(() -> sites.hq.status().streams().get(0).parked() == 0);
      until(
          () ->
              sites
                  .c1
                  .rows("select code, label from product order by code")
                  .equals(sites.hq.rows("select id, title from article order by id")));
    }
  }

  private static void until(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("still waiting").isLessThan(deadline);
      LockSupport.parkNanos(10_000_000);
    }
  }
}
