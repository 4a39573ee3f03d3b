package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process may start a site again and again, as one that is renewed does. */
class StoppedSiteTest {
  @TempDir private Path dir;

  @Test
  void a_site_that_has_stopped_is_not_kept_by_the_process() throws Exception {
    try (TestSites sites = new TestSites(dir)) {
      WeakReference<CamelContext> first =
          new WeakReference<>(sites.hq.start().runner().camelContext());
      sites.hq.stop().start(); // Camel's expressions know the last one that was started
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (first.get() != null) {
        assertThat(System.nanoTime()).as("it is kept").isLessThan(deadline);
        System.gc();
      }
    }
  }
}
