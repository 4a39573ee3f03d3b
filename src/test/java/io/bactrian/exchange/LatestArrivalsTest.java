package io.bactrian.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.Applied;
import io.bactrian.exchange.LatestArrivals.Arrived;
import io.bactrian.exchange.LatestArrivals.End;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LatestArrivalsTest {
  private static final Applied DID = new Applied(3, 2, 0, Map.of(), 1, 0, 0, 0, false, false);

  @Test
  void the_last_few_are_kept_and_what_is_refused_again_is_counted() {
    LatestArrivals latest = new LatestArrivals();
    for (int number = 1; number <= 7; number++) {
      latest.applied(number, DID, Duration.ofMillis(number));
    }
    latest.refused(8, End.ON_HOLD);
    latest.refused(8, End.ON_HOLD);
    latest.refused(8, End.REJECTED);
    assertThat(latest.list())
        .hasSize(5)
        .startsWith(
            new Arrived(8, End.REJECTED, null, null, 1),
            new Arrived(8, End.ON_HOLD, null, null, 2),
            new Arrived(7, End.APPLIED, DID, Duration.ofMillis(7), 1));
  }
}
