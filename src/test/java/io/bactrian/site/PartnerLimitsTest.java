package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changelog.ConflictPurge;
import io.bactrian.decide.Decisions;
import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.Selection;
import io.bactrian.monitor.Usage;
import io.bactrian.route.WaitingRows;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What one partner leaves behind is bounded: what exceeds waits with a clear state, is not lost,
 * and others go on.
 */
class PartnerLimitsTest extends PartnerLimitsFixture {
  @Test
  void a_changeset_that_would_park_too_much_is_on_hold_until_there_is_room() throws Exception {
    start("limit.parked-changes = 2\n");
    hq.sql("alter table article add constraint few check (stock < 5)");
    for (int row = 1; row <= 4; row++) {
      c1.sql("insert into product values (%d, 'pen', 100, 9)".formatted(row));
      c1.exchange();
    }
    assertThat(stream(0).hold().reason())
        .contains("not applied", "limit.parked-changes = 2", "bactrian retry c1");
    assertThat(stream(0).parked()).isEqualTo(2);
    assertThat(usage(0, "limit.parked-changes")).matches(Usage::near);
    goesOn(c2, 50);
    hq.stop().start();
    hq.exchange();
    long deferred = stream(0).hold().number();
    assertThat(stream(0).parked()).isEqualTo(2);
    Decisions decisions = hq.site().decisions();
    decisions.decide(openOf(decisions).get(0).id(), false, "ann"); // one place is free
    hq.exchange();
    assertThat(stream(0).applied()).isGreaterThanOrEqualTo(deferred);
    hq.sql("alter table article drop constraint few");
    ((WaitingRows) hq.site().beans().get("waiting-rows")).retry();
    hq.exchange();
    rounds(3);
    assertThat(stream(0).hold()).isNull();
    assertThat(stream(0).parked()).isZero();
    assertThat(hq.rows("select id from article where id < 50")).hasSize(3);
    assertThat(hq.site().conflicts().list(false, 10)).hasSize(1);
    assertThat(c1.rows("select code, label from product order by code"))
        .isEqualTo(hq.rows(ARTICLES));
  }

  private static List<ListedQuestion> openOf(Decisions decisions) {
    return decisions.questions().list(false, Selection.ALL).questions();
  }

  /** Both sides change the same column of a row. */
  private void conflict(int time, String here, String there) throws Exception {
    hq.sql("update article set %s where id = 1".formatted(here.formatted(time)));
    hq.exchange();
    c1.sql("update product set %s where code = 1".formatted(there.formatted(time)));
    rounds(2);
  }

  @Test
  void a_changeset_that_would_leave_too_many_conflicts_is_on_hold_until_old_ones_are_purged()
      throws Exception {
    start("limit.conflicts = 2\n");
    hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    rounds(2);
    for (int time = 0; time < 3; time++) {
      conflict(time, "title = 'hub %d'", "label = 'shop %d'");
    }
    assertThat(stream(0).hold().reason())
        .contains("limit.conflicts = 2", "bactrian conflicts purge", "nothing is lost");
    assertThat(usage(0, "limit.conflicts").used()).isEqualTo(2);
    goesOn(c2, 50);
    hq.stop().start();
    hq.exchange();
    assertThat(stream(0).hold()).isNotNull();
    Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofDays(1));
    ConflictPurge.Which which = new ConflictPurge.Which(clock.instant(), "c1");
    assertThat(hq.site().decisions().purgeable(which)).isEqualTo(2);
    assertThat(hq.site().decisions().purge(new ConflictPurge.Which(clock.instant(), "c2")))
        .isZero();
    assertThat(hq.site().decisions().purge(which)).isEqualTo(2);
    rounds(3);
    assertThat(stream(0).hold()).isNull();
    assertThat(usage(0, "limit.conflicts").used()).isEqualTo(1);
    assertThat(hq.site().conflicts().list(false, 10))
        .singleElement()
        .satisfies(
            kept -> assertThat(kept.record().conflict().theirs().toArray()).contains("shop 2"));
    assertThat(c1.rows("select label from product where code = 1")).containsExactly("hub 2");
  }

  @Test
  void a_changeset_that_would_ask_people_too_much_is_on_hold_until_some_is_decided()
      throws Exception {
    start("limit.open-conflicts = 1\n");
    hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    rounds(2);
    conflict(1, "price = 2.0%d", "cents = 30%d");
    conflict(2, "price = 2.0%d", "cents = 30%d");
    assertThat(stream(0).hold().reason()).contains("limit.open-conflicts = 1", "Decide them");
    Decisions decisions = hq.site().decisions();
    decisions.decide(openOf(decisions).get(0).id(), true, "ann");
    assertThat(usage(0, "limit.open-conflicts").used()).isZero();
    rounds(3);
    assertThat(stream(0).hold()).isNull();
    assertThat(hq.status().openConflicts()).isEqualTo(1);
    assertThat(usage(0, "limit.open-conflicts").used()).isEqualTo(1);
  }
}
