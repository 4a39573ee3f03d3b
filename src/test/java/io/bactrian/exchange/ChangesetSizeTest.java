package io.bactrian.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Header;
import io.bactrian.changeset.Unsent;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChangesetSizeTest {
  private final ChangesetSize size = new ChangesetSize(20_000, Duration.ofSeconds(1), 0);

  private static Header asking(long changes) {
    return new Header(
        "c1",
        "hq",
        1,
        1,
        Header.NO_HASH,
        0,
        "shop",
        "5d41402a",
        0,
        changes,
        null,
        0,
        Unsent.NOTHING);
  }

  @Test
  void a_partner_that_has_not_asked_yet_gets_what_any_machine_applies_in_a_second() {
    assertThat(size.toPartner()).isEqualTo(500);
    assertThat(size.fromPartner()).isZero();
  }

  @Test
  void a_partner_gets_as_many_changes_as_it_asks_for_within_this_site_s_own_bound() {
    size.asked(asking(7_000));
    assertThat(size.toPartner()).isEqualTo(7_000);
    size.asked(asking(1_000_000));
    assertThat(size.toPartner()).isEqualTo(20_000);
    size.asked(asking(1));
    assertThat(size.toPartner()).isEqualTo(100);
    size.asked(asking(0));
    assertThat(size.toPartner()).isEqualTo(20_000);
  }

  private void nobodyWaits(int times) {
    for (int i = 0; i < times; i++) {
      size.applied(4_000, Duration.ofSeconds(1), false);
    }
  }

  @Test
  void while_nobody_waits_it_asks_for_what_it_applied_in_the_time_with_a_fifth_to_spare() {
    nobodyWaits(30);
    assertThat(size.fromPartner()).isEqualTo(3_200);
  }

  @Test
  void it_begins_with_an_eighth_of_that_and_asks_for_more_little_by_little() {
    nobodyWaits(1);
    assertThat(size.fromPartner()).isEqualTo(500);
    nobodyWaits(1);
    assertThat(size.fromPartner()).isEqualTo(625);
  }

  @Test
  void each_time_that_users_waited_it_asks_for_half_as_many_but_for_a_hundred_at_least() {
    nobodyWaits(30);
    size.applied(4_000, Duration.ofSeconds(1), true);
    assertThat(size.fromPartner()).isEqualTo(1_600);
    size.applied(1, Duration.ofMillis(10), true);
    assertThat(size.fromPartner()).isEqualTo(800);
    for (int i = 0; i < 100; i++) {
      size.applied(4_000, Duration.ofSeconds(1), true);
    }
    assertThat(size.fromPartner()).isEqualTo(100);
    nobodyWaits(1);
    assertThat(size.fromPartner()).as("soon more again").isEqualTo(125);
  }

  @Test
  void a_small_changeset_for_which_nobody_waited_says_nothing() {
    nobodyWaits(1);
    size.applied(99, Duration.ofSeconds(1), false);
    assertThat(size.fromPartner()).isEqualTo(500);
  }

  @Test
  void a_slow_changeset_counts_less_and_less() {
    nobodyWaits(30);
    size.applied(400, Duration.ofSeconds(1), false);
    assertThat(size.fromPartner()).isBetween(900L, 1_000L);
    nobodyWaits(10);
    assertThat(size.fromPartner()).isBetween(2_800L, 3_200L);
  }

  @Test
  void small_changesets_say_nothing_of_the_time_that_a_change_takes() {
    size.applied(1, Duration.ofSeconds(1), false);
    assertThat(size.fromPartner()).isZero();
    size.applied(1_000_000, Duration.ofHours(1), false);
    assertThat(size.fromPartner()).as("at least").isGreaterThanOrEqualTo(100);
  }
}
