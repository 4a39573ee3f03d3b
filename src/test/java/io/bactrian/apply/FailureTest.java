package io.bactrian.apply;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureTest {
  @Test
  void what_the_application_said_is_kept_beside_the_reason_and_can_be_left_out() {
    String reason = "a trigger of the application refuses it in table item (SQLSTATE P0001)";
    String whole = Failure.whole(reason, " price 500 is: too high\0 ");
    assertThat(whole).isEqualTo(reason + "; the application says: price 500 is: too high");
    assertThat(Failure.plain(whole)).isEqualTo(reason);
    assertThat(Failure.plain(Failure.whole(reason, null))).isEqualTo(reason);
  }
}
