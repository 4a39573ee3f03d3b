package io.bactrian.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

class ArchiveConflictsRouteTest extends RouteRig {
  /** What goes to the archive, and when. */
  public interface Archive {
    boolean isRequested();

    void request();

    void run();
  }

  @Override
  void bind(Registry registry) {
    registry.bind("conflict-archive", beans.bean("archive", Archive.class));
  }

  @Override
  Map<String, String> placeholders() {
    return Map.of("purge.schedule", "0 0 3 * * ?");
  }

  @Test
  void it_runs_once_it_is_requested_and_only_then() {
    send("timer:archive-conflicts", null);
    assertThat(beans.calls()).containsExactly("archive.isRequested");
    beans.on("archive.isRequested", exchange -> true);
    send("timer:archive-conflicts", null);
    assertThat(beans.calls()).endsWith("archive.isRequested", "archive.run");
  }

  @Test
  void a_run_that_fails_is_recorded() {
    beans.on("archive.isRequested", exchange -> true);
    beans.on(
        "archive.run",
        exchange -> {
          throw new IllegalStateException("disk full");
        });
    send("timer:archive-conflicts", null);
    assertThat(failing()).containsExactly("archive-conflicts: disk full");
  }

  @Test
  void its_schedule_requests_it() {
    send("quartz:archive-conflicts", null);
    assertThat(beans.calls()).containsExactly("archive.request");
  }
}
