package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.decide.Decisions;
import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.MovedOnException;
import io.bactrian.decide.OpenQuestion;
import io.bactrian.decide.Outcome;
import io.bactrian.decide.Preview;
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
    Outcome outcome = decisions.decide(parked(decisions, null), true, "ann");
    assertThat(outcome.decided()).isEqualTo(3);
    assertThat(outcome.stays()).isEmpty();
    hq.exchange();
    rounds(2);
    assertThat(parked(decisions, null)).isEmpty();
    assertThat(c1.rows("select code, label from product order by code"))
        .isEqualTo(hq.rows(ARTICLES))
        .containsExactly("2|ink", "3|pen", "4|pen");
  }

  @Test
  void a_preview_shows_what_another_try_writes_and_a_decision_names_what_was_seen()
      throws Exception {
    start("");
    hq.sql("alter table article add constraint few check (stock < 5)");
    hq.sql("insert into article values (7, 'old', 1.50, 2)");
    rounds(1);
    c1.sql(
        "insert into product values (1, 'pen', 100, 9)",
        "insert into product values (2, 'ink', 100, 9)");
    c1.exchange();
    Decisions decisions = hq.site().decisions();
    List<ListedQuestion> set = parked(decisions, null);
    assertThat(decisions.preview(set, List.of("theirs"))).noneMatch(Preview::changes);
    hq.sql("alter table article drop constraint few");
    List<Preview> previews = decisions.preview(set, List.of("theirs"));
    assertThat(previews).hasSize(2).allMatch(one -> one.before() == null && one.after() != null);
    assertThat(decisions.preview(set, List.of("ours"))).noneMatch(Preview::changes);
    assertThat(hq.rows(ARTICLES)).as("nothing is written").containsExactly("7|old");
    assertThat(parked(decisions, null)).hasSize(2);

    String pen = parked(decisions, "1").get(0).id();
    OpenQuestion seen = decisions.questions().find(pen, false);
    assertThat(seen.present().get(0).row()).isNull();
    hq.sql("alter table article add constraint few check (stock < 5)");
    c1.sql("update product set label = 'pencil' where code = 1");
    c1.exchange();
    assertThatThrownBy(() -> decisions.decide(pen, List.of("theirs"), seen.version(), "ann"))
        .isInstanceOf(MovedOnException.class);
    assertThat(parked(decisions, null)).hasSize(2);
    hq.sql("alter table article drop constraint few");
    String now = decisions.questions().find(pen, false).version();
    assertThat(decisions.decide(pen, List.of("theirs"), now, "ann", "found")).contains("written");
    hq.exchange();
    rounds(2);
    assertThat(hq.rows(ARTICLES)).contains("1|pencil");
  }

  @Test
  void a_dropped_change_is_undone_by_writing_it_after_all() throws Exception {
    start("");
    hq.sql("alter table article add constraint few check (stock < 5)");
    c1.sql("insert into product values (1, 'pen', 100, 9)");
    c1.exchange();
    Decisions decisions = hq.site().decisions();
    decisions.decide(parked(decisions, null), false, "ann");
    hq.exchange();
    rounds(2);
    assertThat(c1.rows("select code, label from product")).isEmpty();
    String record =
        decisions.questions().list(true, Selection.ALL).questions().stream()
            .filter(one -> one.kind() == QuestionKind.DECIDED)
            .findFirst()
            .orElseThrow()
            .id();
    assertThatThrownBy(() -> decisions.undo(record, "bob"))
        .hasMessageContaining("few")
        .hasMessageContaining("stays decided");
    hq.sql("alter table article drop constraint few");
    assertThat(decisions.undo(record, "bob")).contains("row is written");
    hq.exchange();
    rounds(2);
    assertThat(c1.rows("select code, label from product"))
        .isEqualTo(hq.rows(ARTICLES))
        .containsExactly("1|pen");
    decisions.undo(record, "ann");
    hq.exchange();
    rounds(2);
    assertThat(c1.rows("select code, label from product")).isEqualTo(hq.rows(ARTICLES)).isEmpty();
  }

  private static List<ListedQuestion> parked(Decisions decisions, String key) {
    Selection selection = new Selection(QuestionKind.PARKED, "c1", null, key, null, null);
    return decisions.questions().list(false, selection).questions();
  }
}
