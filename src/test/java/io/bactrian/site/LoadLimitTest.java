package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.LoadScope;
import io.bactrian.apply.OutboxRecord;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Item.Request.What;
import io.bactrian.database.ApplyTransactions;
import java.time.Clock;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** However a spoke asks for rows, loads are bounded; what exceeds waits, and others go on. */
class LoadLimitTest extends PartnerLimitsFixture {
  private void asks(TestSite spoke, int times, boolean restart) {
    SiteDatabase database = spoke.site().database();
    ApplyTransactions transactions =
        new ApplyTransactions(
            database.pool(),
            database.dialect(),
            database.schema(),
            database.tables().rules(),
            Clock.systemUTC());
    try (ApplyTransaction tx = transactions.open()) {
      tx.lockStream("hq");
      Item.Request request = new Item.Request(What.LOAD, restart, 0);
      tx.append(Collections.nCopies(times, new OutboxRecord.RequestFor("hq", request)));
      tx.commit();
    }
  }

  @Test
  void however_often_a_spoke_asks_for_all_rows_it_gets_so_many_loads_a_day_and_the_rest_waits()
      throws Exception {
    start("limit.loads = 2\n");
    hq.sql("insert into article values (1, 'pen', 1.50, 10), (2, 'ink', 7.25, 4)");
    rounds(2);
    long begun = hq.site().streams().outgoing("c1").incarnation();
    for (int time = 0; time < 6; time++) {
      asks(c1, 500, time % 2 == 0);
      rounds(2);
    }
    assertThat(hq.site().storedStreams().partner("c1").begun().times()).hasSize(2);
    assertThat(hq.site().streams().outgoing("c1").incarnation()).isLessThanOrEqualTo(begun + 2);
    assertThat(stream(0).repair())
        .contains("asked for all rows again, after 2 loads within a day", "bactrian load c1");
    goesOn(c2, 50);
    hq.stop().start();
    rounds(2);
    assertThat(stream(0).repair()).contains("asked for all rows again");
    hq.sql("delete from article where id = 2");
    hq.site().loader("c1").ask(What.LOAD, false); // as `bactrian load c1` does
    rounds(4);
    assertThat(stream(0).repair()).isNull();
    assertThat(c1.rows("select code, label from product order by code"))
        .isEqualTo(hq.rows(ARTICLES));
  }

  @Test
  void what_is_asked_for_while_a_load_is_under_way_does_not_begin_it_again() throws Exception {
    start("");
    hq.sql("insert into article select \"X\", 'pen', 1, 1 from system_range(1, 2500)");
    rounds(2);
    hq.site().loader("c1").ask(What.LOAD, false);
    assertThat(hq.site().loader("c1").step()).isTrue();
    asks(c1, 3, false);
    c1.exchange();
    assertThat(hq.site().loader("c1").underWay().orElseThrow().rows()).isEqualTo(1_000);
    assertThat(hq.site().loader("c1").underWay().orElseThrow().then())
        .isEqualTo(LoadScope.all(What.LOAD));
    rounds(4);
    assertThat(hq.site().loader("c1").underWay()).isEmpty();
    assertThat(hq.site().storedStreams().partner("c1").begun().times()).hasSize(1);
  }
}
