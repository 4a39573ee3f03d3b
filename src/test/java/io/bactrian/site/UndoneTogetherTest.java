package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changelog.Act;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two people undo one conflict at the same moment. */
class UndoneTogetherTest extends PartnerLimitsFixture {

  /** Is asked for the time of an act after its row was committed, and lets another go first. */
  private static final class Meanwhile extends Clock {
    private Runnable other;

    private Meanwhile(Runnable other) {
      this.other = other;
    }

    @Override
    public Instant instant() {
      Runnable now = other;
      other = () -> {};
      now.run();
      return Instant.EPOCH;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private String conflict(String there, String here) throws Exception {
    start("");
    hq.sql("insert into article values (1, 'pen', 1.00, 10)");
    rounds(2);
    c1.sql("update product set " + there);
    hq.sql("update article set " + here);
    rounds(2);
    return hq.site().conflicts().list(false, 9).get(0).record().id();
  }

  private List<Act> acts(String id) {
    return hq.site().conflicts().find(id).orElseThrow().acts();
  }

  private void undoneByTwo(String id) throws Exception {
    Runnable bob = () -> hq.site().decisions().undo(id, "bob");
    hq.site().decisions(new Meanwhile(bob)).undo(id, "ann");
    assertThat(acts(id)).extracting(Act::by).containsExactly("ann");
    assertThat(hq.rows("select kind from bactrian_wait")).isEmpty();
  }

  @Test
  void a_sum_is_subtracted_once_and_recorded_once() throws Exception {
    String id = conflict("stock = 7", "stock = 8");
    undoneByTwo(id);
    assertThat(hq.rows("select stock from article")).containsExactly("8");
    assertThat(acts(id).get(0).before().get(3)).isEqualTo("5");
    assertThat(acts(id).get(0).after().get(3)).isEqualTo("8");
    hq.site().decisions().undo(id, "eve");
    assertThat(hq.rows("select stock from article")).containsExactly("5");
    assertThat(acts(id)).extracting(Act::by).containsExactly("ann", "eve");
  }

  @Test
  void a_value_that_stands_again_is_recorded_once() throws Exception {
    String id = conflict("cents = 300", "price = 2.00");
    hq.site().decisions().decide(id, true, "ann");
    Runnable bob = () -> hq.site().decisions().undo(id, "bob");
    hq.site().decisions(new Meanwhile(bob)).undo(id, "eve");
    assertThat(acts(id)).extracting(Act::by).containsExactly("ann", "eve");
    assertThat(hq.rows("select price from article")).containsExactly("2.00");
    hq.site().decisions().undo(id, "bob");
    assertThat(hq.rows("select price from article")).containsExactly("3.00");
  }
}
