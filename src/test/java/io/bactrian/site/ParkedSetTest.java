package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.decide.Decisions;
import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.QuestionKind;
import io.bactrian.decide.Selection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Parked rows are listed one a line, however many changes of each wait, and decided together. */
class ParkedSetTest extends PartnerLimitsFixture {
  @Test
  void parked_rows_are_decided_together_and_what_is_refused_again_stays() throws Exception {
    start("");
    hq.sql("alter table article add constraint few check (stock < 5)");
    for (int row = 1; row <= 4; row++) {
      c1.sql("insert into product values (%d, 'pen', 100, 9)".formatted(row));
    }
    c1.exchange();
    c1.sql("update product set label = 'ink' where code = 2");
    c1.exchange();
    Decisions decisions = hq.site().decisions();
    List<ListedQuestion> parked = parked(decisions, null);
    assertThat(parked)
        .extracting(ListedQuestion::key)
        .containsExactlyInAnyOrder("1", "2", "3", "4");
    assertThat(parked).extracting(ListedQuestion::table).containsOnly("product");
    assertThat(parked).extracting(ListedQuestion::reason).allMatch(why -> why.contains("few"));

    assertThat(decisions.decide(parked, true, "ann").stays()).hasSize(4);
    assertThat(decisions.decide(parked(decisions, "1"), false, "ann").decided()).isOne();
    hq.sql("alter table article drop constraint few");
    Decisions.Outcome outcome = decisions.decide(parked(decisions, null), true, "ann");
    assertThat(outcome.decided()).isEqualTo(3);
    assertThat(outcome.stays()).isEmpty();
    hq.exchange();
    rounds(2);
    assertThat(parked(decisions, null)).isEmpty();
    assertThat(c1.rows("select code, label from product order by code"))
        .isEqualTo(hq.rows(ARTICLES))
        .containsExactly("2|ink", "3|pen", "4|pen");
  }

  private static List<ListedQuestion> parked(Decisions decisions, String key) {
    Selection selection = new Selection(QuestionKind.PARKED, "c1", null, key, null, null);
    return decisions.questions().list(false, selection).questions();
  }
}
