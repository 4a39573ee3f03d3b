package io.bactrian.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SlowdownTest {
  private Instant now = Instant.parse("2026-01-31T12:00:00Z");
  private final Slowdown slowdown =
      new Slowdown(
          new Clock() {
            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }

            @Override
            public Instant instant() {
              return now;
            }
          });

  @Test
  void each_wrong_password_after_the_third_doubles_the_wait() {
    slowdown.tried("ann", "10.0.0.1");
    slowdown.tried("ann", "10.0.0.1");
    assertThat(slowdown.wait("ann", "10.0.0.1")).isZero();
    slowdown.tried("ann", "10.0.0.1");
    assertThat(slowdown.wait("ann", "10.0.0.1")).isEqualTo(Duration.ofSeconds(1));
    slowdown.tried("ann", "10.0.0.1");
    assertThat(slowdown.wait("ann", "10.0.0.1")).isEqualTo(Duration.ofSeconds(2));
    for (int i = 0; i < 40; i++) {
      slowdown.tried("ann", "10.0.0.1");
    }
    assertThat(slowdown.wait("ann", "10.0.0.1")).isEqualTo(Duration.ofMinutes(15));
    now = now.plus(Duration.ofMinutes(15));
    assertThat(slowdown.wait("ann", "10.0.0.1")).isZero();
  }

  @Test
  void nobody_is_locked_out_by_whoever_guesses_from_another_address() {
    for (int i = 0; i < 40; i++) {
      slowdown.tried("ann", "10.0.0.1");
    }
    assertThat(slowdown.wait("ann", "10.0.0.2")).isZero();
  }

  @Test
  void one_address_that_tries_many_names_waits_as_well_and_is_forgiven_by_the_right_password() {
    for (int i = 0; i < 25; i++) {
      slowdown.tried("name" + i, "10.0.0.1");
    }
    assertThat(slowdown.wait("another", "10.0.0.1")).isPositive();
    slowdown.succeeded("another", "10.0.0.1");
    assertThat(slowdown.wait("another", "10.0.0.1")).isZero();
  }

  @Test
  void what_is_an_hour_old_is_forgotten() {
    for (int i = 0; i < 5; i++) {
      slowdown.tried("ann", "10.0.0.1");
    }
    now = now.plus(Duration.ofHours(2));
    slowdown.tried("ann", "10.0.0.1");
    assertThat(slowdown.wait("ann", "10.0.0.1")).isZero();
  }
}
