package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.config.SiteConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.StatefulService;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** c1 is exchanged with from two to three, c2 always. */
class PartnerSchedulesTest {
  private static final String SETTINGS =
      """
      site.id = hq
      site.role = hub
      site.system = office
      database.url = jdbc:h2:mem:office
      partner.c1.system = shop
      partner.c1.endpoint = file:to-c1
      partner.c1.source = file:from-c1
      partner.c1.schedule = * * 2 * * ?
      partner.c1.schedule-zone = UTC
      partner.c2.system = shop
      partner.c2.endpoint = file:to-c2
      partner.c2.source = file:from-c2
      """;

  @TempDir private Path dir;
  private final DefaultCamelContext camel = new DefaultCamelContext();
  private Instant now = Instant.parse("2026-11-29T01:59:59Z");
  private final Map<String, Instant> suspended = new HashMap<>();
  private PartnerSchedules schedules;

  @BeforeEach
  void start() throws Exception {
    Files.writeString(dir.resolve(SiteConfiguration.FILE), SETTINGS);
    schedules =
        new PartnerSchedules(SiteConfiguration.read(dir), () -> now, () -> Map.copyOf(suspended));
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            route("timer:c1?period=10", "keep-sending-c1", PartnerSchedules.GROUP);
            route(
                "file:" + dir.resolve("from-c1"), "receive-changesets-c1", PartnerSchedules.GROUP);
            route("timer:c2?period=10", "keep-sending-c2", PartnerSchedules.GROUP);
            route("timer:own?period=10", "watch-outbox", "own-work");
          }

          private void route(String from, String id, String group) {
            from(from).id(id).group(group).autoStartup(false).to("log:test?level=OFF");
          }
        });
    camel.start();
  }

  @AfterEach
  void stop() {
    camel.stop();
  }

  private void follow() throws Exception {
    Exchange exchange = new DefaultExchange(camel);
    schedules.follow(exchange);
  }

  private boolean works(String route) {
    Consumer consumer = camel.getRoute(route).getConsumer();
    return ((StatefulService) consumer).isStarted();
  }

  @Test
  void routes_of_a_partner_work_in_its_minutes_and_those_of_others_all_the_time() throws Exception {
    schedules.start(camel);
    assertThat(works("keep-sending-c1")).isFalse();
    assertThat(works("keep-sending-c2")).isTrue();
    assertThat(works("watch-outbox")).isFalse();
    for (String next : new String[] {"2026-11-29T02:00:00Z", "2026-11-30T02:00:00Z"}) {
      now = Instant.parse(next);
      follow();
      assertThat(works("keep-sending-c1")).isTrue();
      assertThat(works("receive-changesets-c1")).isTrue();
      now = now.plusSeconds(3600);
      follow();
      assertThat(works("keep-sending-c1")).isFalse();
      assertThat(works("receive-changesets-c1")).isFalse();
      assertThat(works("keep-sending-c2")).isTrue();
    }
  }

  @Test
  void whoever_was_stopped_is_not_started_by_a_schedule() throws Exception {
    schedules.start(camel);
    schedules.stop();
    now = Instant.parse("2026-11-29T02:00:00Z");
    follow();
    assertThat(works("keep-sending-c1")).isFalse();
    schedules.start(camel);
    assertThat(works("keep-sending-c1")).isTrue();
  }

  @Test
  void routes_of_a_suspended_partner_rest_even_in_its_minutes_until_it_is_resumed()
      throws Exception {
    now = Instant.parse("2026-11-29T02:00:00Z");
    schedules.start(camel);
    suspended.put("c1", now);
    follow();
    assertThat(works("keep-sending-c1")).isFalse();
    assertThat(works("receive-changesets-c1")).isFalse();
    assertThat(works("keep-sending-c2")).isTrue();
    suspended.clear();
    follow();
    assertThat(works("keep-sending-c1")).isTrue();
    assertThat(works("receive-changesets-c1")).isTrue();
  }

  @Test
  void a_partner_that_is_suspended_when_the_site_starts_is_left_alone() throws Exception {
    suspended.put("c2", now);
    schedules.start(camel);
    assertThat(works("keep-sending-c2")).isFalse();
  }
}
