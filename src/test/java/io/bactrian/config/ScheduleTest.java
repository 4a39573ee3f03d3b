package io.bactrian.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final String NOT_WHILE_OPEN = "not * * 8-17 ? * MON-FRI";

  private static Schedule schedule(String text) throws UnusableValueException {
    return Schedule.parse(text, BERLIN);
  }

  private static Instant berlin(String local) {
    return LocalDateTime.parse(local).atZone(BERLIN).toInstant();
  }

  @Test
  void every_night_at_two_is_the_hour_from_two_to_three() throws Exception {
    Schedule nights = schedule("* * 2 * * ?");
    assertThat(nights.isOpen(berlin("2026-11-29T01:59:59.999"))).isFalse();
    assertThat(nights.isOpen(berlin("2026-11-29T02:00:00"))).isTrue();
    assertThat(nights.isOpen(berlin("2026-11-29T02:59:59.999"))).isTrue();
    assertThat(nights.isOpen(berlin("2026-11-29T03:00:00"))).isFalse();
    assertThat(nights.opens(berlin("2026-11-29T03:00:00"))).contains(berlin("2026-11-30T02:00:00"));
  }

  @Test
  void not_during_opening_hours_is_all_the_rest_of_the_week() throws Exception {
    Schedule rest = schedule(NOT_WHILE_OPEN);
    assertThat(rest.isOpen(berlin("2026-11-27T07:59:59"))).isTrue(); // a Friday
    assertThat(rest.isOpen(berlin("2026-11-27T08:00:00"))).isFalse();
    assertThat(rest.opens(berlin("2026-11-27T08:00:20"))).contains(berlin("2026-11-27T18:00:00"));
    assertThat(rest.isOpen(berlin("2026-11-28T12:00:00"))).isTrue();
  }

  @Test
  void several_windows_are_open_together_and_what_is_excluded_is_closed() throws Exception {
    Schedule twice = schedule("* * 2 * * ?; * 0-29 12 * * ? ; not * * * ? * SUN");
    assertThat(twice.isOpen(berlin("2026-11-28T02:10:00"))).isTrue();
    assertThat(twice.isOpen(berlin("2026-11-28T12:29:59"))).isTrue();
    assertThat(twice.isOpen(berlin("2026-11-28T12:30:00"))).isFalse();
    assertThat(twice.isOpen(berlin("2026-11-29T02:10:00"))).isFalse();
    assertThat(twice.opens(berlin("2026-11-28T13:00:00"))).contains(berlin("2026-11-30T02:00:00"));
  }

  @Test
  void hours_are_those_of_its_zone_in_summer_and_in_winter() throws Exception {
    Schedule nights = schedule("* * 2 * * ?");
    assertThat(nights.opens(Instant.parse("2026-07-01T12:00:00Z")))
        .contains(Instant.parse("2026-07-02T00:00:00Z"));
    assertThat(nights.opens(Instant.parse("2026-12-01T12:00:00Z")))
        .contains(Instant.parse("2026-12-02T01:00:00Z"));
    assertThat(nights.in(ZoneId.of("UTC")).isOpen(Instant.parse("2026-11-29T02:00:00Z"))).isTrue();
    assertThat(nights.isOpen(Instant.parse("2026-11-29T02:00:00Z"))).isFalse();
  }

  @Test
  void one_that_never_opens_leaves_all_to_a_person() throws Exception {
    Schedule never = schedule("not * * * * * ?");
    assertThat(never.isOpen(berlin("2026-11-29T02:00:00"))).isFalse();
    assertThat(never.opens(berlin("2026-11-29T02:00:00"))).isEmpty();
    assertThat(schedule("* * * * * ? 2020").opens(berlin("2026-11-29T02:00:00"))).isEmpty();
  }

  @Test
  void when_it_opens_does_not_depend_on_what_was_asked_before() throws Exception {
    Random random = new Random(20);
    for (String text : List.of(NOT_WHILE_OPEN, "* * 2 1 * ?; * 5 * * * ?; not * * 7 * * ?")) {
      Schedule asked = schedule(text);
      for (int i = 0; i < 50; i++) {
        Instant at = berlin("2026-11-27T00:00:00").plusSeconds(random.nextInt(20 * 24 * 3600));
        assertThat(asked.opens(at)).as("%s at %s", text, at).isEqualTo(schedule(text).opens(at));
      }
    }
  }

  @Test
  void a_far_opening_is_found_when_it_comes_near() throws Exception {
    Schedule far = schedule("not * * * 1-20 * ?");
    assertThat(far.opens(berlin("2026-12-01T00:00:00"))).isEmpty();
    assertThat(far.opens(berlin("2026-12-05T00:00:00"))).isEmpty();
    assertThat(far.opens(berlin("2026-12-13T00:00:01"))).contains(berlin("2026-12-21T00:00:00"));
  }

  @Test
  void an_expression_of_single_seconds_is_refused_as_it_would_open_for_one() {
    assertThatThrownBy(() -> schedule("0 0 2 * * ?"))
        .isInstanceOf(UnusableValueException.class)
        .hasMessageContainingAll("single seconds in `0 0 2 * * ?`", "its first field is `*`");
  }

  @Test
  void what_is_no_expression_is_named() {
    assertThatThrownBy(() -> schedule("* * 2 * * ?; nightly"))
        .hasMessageContainingAll("`nightly`", "not a Quartz cron expression");
    assertThatThrownBy(() -> schedule("* * 2 * * ?;")).hasMessageContaining("contains ``");
  }
}
