package io.bactrian.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.HubRow;
import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.OpenQuestion;
import io.bactrian.decide.QuestionKind;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Buttons say what they do, by which sides have the row and whether it is there now. */
class QuestionPageTest {
  private static final Table ITEM =
      new Table(
          "item",
          List.of(
              new Column("id", LogicalType.INTEGER, "bigint", 0, -1, false, true),
              new Column("code", LogicalType.TEXT, "text", 0, -1, true, false)));

  private static final Row ROW = Row.of("1", "a");

  private static QuestionPage page(
      Kind kind, Row ours, Row theirs, Row now, Decision decision, boolean open) {
    QuestionKind listed = open ? QuestionKind.MANUAL : QuestionKind.DECIDED;
    OpenQuestion question =
        new OpenQuestion(
            new ListedQuestion(
                "x", listed, "c1", "item", "1", List.of(), kind.word() + ";", Instant.EPOCH, 1),
            ITEM,
            List.of(1),
            null,
            ours,
            theirs,
            List.of(new HubRow(ITEM, ITEM.keyOf(ROW), now, theirs)),
            "v",
            new OpenQuestion.History(decision, List.of(), List.of()));
    return QuestionPage.of(
        question, List.of(), List.of(), open, Draft.empty(), null, Instant.EPOCH);
  }

  private static QuestionPage open(Kind kind, Row ours, Row theirs, Row now) {
    return page(kind, ours, theirs, now, new Decision(ours, "manual", 1, true), true);
  }

  @Test
  void a_side_without_a_row_says_whether_a_row_is_deleted_or_inserted() {
    QuestionPage deletedHere = open(Kind.DELETE_UPDATE, null, ROW, null);
    assertThat(deletedHere.ours()).isEqualTo("Keep ours: no row");
    assertThat(deletedHere.theirs()).isEqualTo("Take theirs: insert the row");
    assertThat(deletedHere.heading()).isEqualTo("The hub had no row, c1 had one");
    assertThat(deletedHere.rows()).noneMatch(DiffRow::aside);
    QuestionPage cameSince = open(Kind.DELETE_UPDATE, null, ROW, ROW);
    assertThat(cameSince.ours()).isEqualTo("Keep ours: delete the row that has come since");
    assertThat(cameSince.theirs()).isEqualTo("Take theirs");
    QuestionPage deletedThere = open(Kind.UPDATE_DELETE, ROW, null, ROW);
    assertThat(deletedThere.ours()).isEqualTo("Keep ours");
    assertThat(deletedThere.theirs()).isEqualTo("Take theirs: delete the row");
    assertThat(open(Kind.DELETE_DELETE, null, null, null).theirs())
        .isEqualTo("Take theirs: no row");
  }

  @Test
  void of_a_row_that_was_let_in_with_another_value_ours_is_that_row() {
    Decision both = new Decision(ROW.with(1, "a-c1"), "keep-both", 2, false);
    QuestionPage page = page(Kind.UNIQUE_KEY_TAKEN, null, ROW, ROW.with(1, "a-c1"), both, true);
    assertThat(page.ours()).isEqualTo("Keep ours: the row as it was let in");
    assertThat(page.theirs()).isEqualTo("Take theirs");
    assertThat(page.letIn()).containsExactly(new QuestionPage.Field("code", "a-c1"));
    assertThat(page.events()).isEmpty();
  }

  @Test
  void the_record_of_a_parked_change_tells_who_had_it_written_or_dropped() {
    Decision written = new Decision(ROW, "ann", 0, false);
    QuestionPage accepted = page(Kind.RULE_VIOLATED, null, ROW, ROW, written, false);
    assertThat(accepted.events())
        .containsExactly(
            new QuestionPage.Event("ann", "had the parked change written", null, Instant.EPOCH));
    Decision given = new Decision(null, "bob", 0, false);
    assertThat(page(Kind.RULE_VIOLATED, null, ROW, null, given, false).events())
        .containsExactly(
            new QuestionPage.Event(
                "bob", "dropped the parked change, or gave it other values", null, Instant.EPOCH));
    Decision late = new Decision(ROW, "late-edit", 0, false);
    assertThat(page(Kind.LATE_EDIT, ROW, ROW, ROW, late, false).events()).isEmpty();
  }
}
