package io.bactrian.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.database.postgres.Patience.Session;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private final Patience patience = Patience.of(Duration.ofMinutes(10));

  private boolean isOver(Session session, int seconds) {
    return patience.isOver(session, Duration.ofSeconds(seconds));
  }

  @Test
  void what_the_server_works_on_may_take_any_time() {
    assertThat(isOver(Session.AT_WORK, 1_000_000)).isFalse();
  }

  @Test
  void what_it_does_not_work_on_is_given_up_within_half_a_minute() {
    assertThat(isOver(Session.NOT_AT_WORK, 14)).isFalse();
    assertThat(isOver(Session.NOT_AT_WORK, 15)).isTrue();
    assertThat(patience.pause()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void what_it_says_nothing_of_has_the_time_that_is_configured() {
    assertThat(isOver(Session.UNKNOWN, 599)).isFalse();
    assertThat(isOver(Session.UNKNOWN, 600)).isTrue();
  }

  @Test
  void no_silence_is_longer_than_the_configured_one() {
    assertThat(Patience.of(Duration.ofSeconds(3)))
        .isEqualTo(
            new Patience(Duration.ofSeconds(3), Duration.ofSeconds(3), Duration.ofSeconds(1)));
  }
}
