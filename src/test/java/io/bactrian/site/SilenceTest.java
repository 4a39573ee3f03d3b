package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.exchange.Streams;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two spokes that ask, of which nothing was heard for an hour. */
class SilenceTest {
  private static final Instant NOON = Instant.parse("2026-02-28T12:00:00Z");
  private static final String SETTINGS =
      """
      site.id = hq
      site.role = hub
      site.system = office
      database.url = jdbc:h2:mem:office
      exchange.listen = 127.0.0.1:8471
      partner.c1.system = shop
      partner.c2.system = shop
      partner.c1.authentication = none
      partner.c2.authentication = none
      """;

  @TempDir private Path dir;
  private Instant now = NOON;

  @Test
  void whoever_is_suspended_is_not_missed() throws Exception {
    Files.writeString(dir.resolve(SiteConfiguration.FILE), SETTINGS);
    SiteConfiguration site = SiteConfiguration.read(dir);
    Streams streams = new Streams("hq", Map.of(), null, null, clock());
    now = NOON.plus(Duration.ofHours(1));
    assertThat(Silence.of(site, streams, Set.of())).containsOnlyKeys("c1", "c2");
    assertThat(Silence.of(site, streams, Set.of("c1"))).containsOnlyKeys("c2");
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public Instant instant() {
        return now;
      }

      @Override
      public ZoneOffset getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(java.time.ZoneId zone) {
        return this;
      }
    };
  }
}
