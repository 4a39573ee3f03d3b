package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.bactrian.changelog.Act;
import io.bactrian.changeset.Row;
import io.bactrian.decide.MovedOnException;
import io.bactrian.decide.OpenQuestion;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What can be done about a conflict after deciding it, and what a decision checks. */
class DecidedConflictsTest extends RecordsAtSite {
  @Test
  void a_decision_on_a_row_that_has_moved_on_is_refused_and_writes_nothing() throws Exception {
    sql("insert into item values ('a1', 7, 20)");
    with(
        () -> {
          saved("k1", OURS, THEIRS, byRule("manual", OURS));
          OpenQuestion seen = decisions.questions().find("k1", false);
          assertThat(seen.present().get(0).row()).isEqualTo(OURS);
          sql("update item set price = 25");
          assertThatThrownBy(() -> decisions.decide("k1", List.of("theirs"), seen.version(), "ann"))
              .isInstanceOf(MovedOnException.class)
              .hasMessageContaining("has changed since", "Nothing was written");
          assertThat(price()).isEqualTo("25");
          String now = decisions.questions().find("k1", false).version();
          assertThat(now).isNotEqualTo(seen.version());
          decisions.decide("k1", List.of("theirs"), now, "ann", "their price is right");
          assertThat(price()).isEqualTo("30");
          Act act = decisions.questions().find("k1", true).history().acts().get(0);
          assertThat(act.before()).isEqualTo(OURS.with(2, "25"));
          assertThat(act.after()).isEqualTo(THEIRS);
          assertThat(act.note()).isEqualTo("their price is right");
        });
  }

  @Test
  void undoing_a_persons_decision_brings_back_what_it_overwrote_and_can_be_undone()
      throws Exception {
    sql("insert into item values ('a1', 7, 25)");
    with(
        () -> {
          saved("k1", OURS, THEIRS, byRule("manual", OURS));
          assertThatThrownBy(() -> decisions.undo("k1", "ann")).hasMessageContaining("not decided");
          decisions.decide("k1", true, "ann");
          assertThat(decisions.undo("k1", "bob")).startsWith("Undone: the row is written");
          assertThat(price()).as("not ours of the conflict, but what stood").isEqualTo("25");
          decisions.undo("k1", "ann");
          assertThat(price()).isEqualTo("30");
          assertThat(decisions.questions().find("k1", true).history().acts())
              .extracting(Act::kind, Act::by)
              .containsExactly(
                  tuple(Act.Kind.DECIDED, "ann"),
                  tuple(Act.Kind.UNDONE, "bob"),
                  tuple(Act.Kind.UNDONE, "ann"));
          assertThat(opened.conflicts().openCount()).isZero();
        });
  }

  @Test
  void undoing_a_rules_decision_lets_the_loser_stand() throws Exception {
    sql("insert into item values ('a1', 7, 20)");
    with(
        () -> {
          saved("kept", OURS, THEIRS, byRule("hub", OURS));
          saved("taken", Row.of("a1", "7", "5"), THEIRS, byRule("spoke", THEIRS));
          decisions.undo("kept", "ann");
          assertThat(price()).as("the hub's rule kept ours, so theirs stands").isEqualTo("30");
          decisions.undo("taken", "ann");
          assertThat(price()).as("the rule took theirs, so ours stands").isEqualTo("5");
          assertThatThrownBy(() -> decisions.undo("kept", "ann"))
              .isInstanceOf(MovedOnException.class)
              .hasMessageContaining("has been changed since", "--anyway");
          assertThat(price()).isEqualTo("5");
          decisions.undo("kept", "ann", "it was right", true);
          assertThat(price()).isEqualTo("20");
        });
  }

  @Test
  void a_deleted_row_comes_back_when_its_deletion_is_undone_and_only_then() throws Exception {
    sql("insert into item values ('a1', 7, 20)");
    with(
        () -> {
          saved("k1", OURS, null, byRule("manual", OURS));
          saved("columns", OURS, THEIRS, byRule("hub", OURS));
          decisions.decide("k1", true, "ann");
          assertThat(one("select count(*) from item")).isEqualTo("0");
          assertThatThrownBy(() -> decisions.undo("columns", "ann", null, true))
              .isInstanceOf(MovedOnException.class)
              .hasMessageContaining("has been deleted since");
          decisions.undo("k1", "ann");
          assertThat(one("select sku || owner || price from item")).isEqualTo("a1720");
          sql("update item set owner = null");
          assertThatThrownBy(() -> decisions.undo("k1", "ann"))
              .as("a column that was not in conflict has another value")
              .isInstanceOf(MovedOnException.class);
        });
  }

  @Test
  void null_can_be_chosen() throws Exception {
    sql("insert into item values ('a1', 7, 20)");
    with(
        () -> {
          saved("k1", OURS, THEIRS, byRule("manual", OURS));
          decisions.decide("k1", List.of("price is null"), "ann");
          assertThat(price()).isNull();
          decisions.undo("k1", "ann");
          assertThat(price()).isEqualTo("20");
        });
  }

  @Test
  void a_column_that_came_since_does_not_hinder_a_decision_or_its_reversal() throws Exception {
    sql("insert into item values ('a1', 7, 20)");
    with(() -> saved("k1", OURS, THEIRS, byRule("manual", OURS)));
    sql("alter table item add column note varchar(20)");
    assertThat(at("install")).isZero();
    with(
        () -> {
          decisions.decide("k1", true, "ann");
          assertThat(price()).isEqualTo("30");
          decisions.undo("k1", "ann");
          assertThat(price()).isEqualTo("20");
        });
  }

  @Test
  void the_commands_note_show_decide_what_was_seen_and_undo() throws Exception {
    sql("insert into item values ('a1', 7, 20)");
    with(() -> saved("k1", OURS, THEIRS, byRule("manual", OURS)));
    assertThat(at("conflicts", "note", "k1", "ask c1 first", "--by", "bob")).isZero();
    assertThat(at("conflicts", "show", "k1")).as("%s", err).isZero();
    assertThat(out.toString()).contains("note by bob", "ask c1 first", "* price");
    String version = out.toString().replaceAll("(?s).*--seen (\\S+).*", "$1");
    assertThat(at("conflicts", "resolve", "k1", "theirs", "--seen", "another")).isEqualTo(1);
    assertThat(err.toString()).contains("has changed since it was shown");
    assertThat(at("conflicts", "resolve", "k1", "theirs", "--preview")).isZero();
    assertThat(out.toString()).contains("20 → 30", "Nothing was decided.");
    assertThat(
            at("conflicts", "resolve", "k1", "theirs", "--seen", version, "--note", "c1 is right"))
        .as("%s", err)
        .isZero();
    assertThat(at("conflicts", "undo", "k1", "--by", "cleo")).as("%s", err).isZero();
    assertThat(price()).isEqualTo("20");
    assertThat(at("conflicts", "show", "k1")).isZero();
    assertThat(out.toString())
        .contains("theirs (c1 is right)", "undone by cleo", "rule `manual`, version 4");
  }
}
