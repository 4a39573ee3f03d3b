package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.decide.Outcome;
import io.bactrian.decide.Seen;
import io.bactrian.decide.Terms;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Several conflicts are decided at once, each only if it is as it was shown. */
class SeveralConflictsTest extends RecordsAtSite {
  @Test
  void the_command_takes_several_ids_with_the_versions_that_its_preview_printed() throws Exception {
    sql("insert into item values ('a1', 7, 20)");
    with(
        () -> {
          saved("k1", OURS, THEIRS, byRule("manual", OURS));
          saved("k2", OURS, THEIRS, byRule("manual", OURS));
          saved("k3", OURS, THEIRS, byRule("manual", OURS));
        });
    assertThat(at("conflicts", "resolve", "k1", "k2", "theirs", "--preview"))
        .as("%s", err)
        .isZero();
    String[] names =
        out.toString()
            .lines()
            .filter(line -> line.contains("@"))
            .map(l -> l.split(" ")[0])
            .toArray(String[]::new);
    assertThat(names).hasSize(2);
    assertThat(at("conflicts", "resolve", names[0], names[1], "theirs")).isEqualTo(1);
    assertThat(out.toString()).contains("2 to be written as the spoke has it");
    assertThat(err.toString()).contains("This decides 2 for the spokes", "--yes");
    sql("update item set price = 21");
    assertThat(at("conflicts", "resolve", names[0], names[1], "theirs", "--yes")).isEqualTo(3);
    assertThat(out.toString())
        .contains("Decided: 0.", "Changed since it was shown, and not decided: k1 item a1");
    assertThat(price()).isEqualTo("21");
    assertThat(at("conflicts", "resolve", "k1", "k2", "theirs", "--yes", "--note", "as c1 said"))
        .as("%s", err)
        .isZero();
    assertThat(out.toString()).contains("Decided: 2.");
    assertThat(price()).isEqualTo("30");
    assertThat(at("conflicts", "show", "k2")).isZero();
    assertThat(out.toString()).contains("as c1 said");
    assertThat(at("conflicts", "resolve", "k1", "k3", "theirs", "--yes")).isEqualTo(1);
    assertThat(err.toString()).contains("No open conflict", "k1");
  }

  @Test
  void questions_about_one_row_are_decided_together_and_others_writes_are_found_out()
      throws Exception {
    sql("insert into item values ('a1', 7, 20)");
    with(
        () -> {
          saved("k1", OURS, THEIRS, byRule("manual", OURS));
          saved("k2", OURS, THEIRS.with(2, "40"), byRule("manual", OURS));
          List<Seen> set =
              decisions.questions().seen(decisions.questions().listed(List.of("k1", "k2", "k9")));
          assertThat(set).hasSize(2);
          Outcome outcome = decisions.decide(set, true, "ann", null);
          assertThat(outcome.decided()).as("the first does not hinder the second").isEqualTo(2);
          assertThat(outcome.isWhole()).isTrue();
          assertThat(price()).isIn("30", "40");
          assertThat(decisions.decide(set, false, "bob", null).gone()).hasSize(2);

          saved("k3", OURS, THEIRS, byRule("manual", OURS));
          saved("k4", OURS, THEIRS, byRule("manual", OURS));
          List<Seen> shown =
              decisions.questions().seen(decisions.questions().listed(List.of("k3", "k4")));
          Outcome late = decisions.decide(shown, true, "ann", null, new Terms(Instant.EPOCH, null));
          assertThat(late.left()).as("there was no time").hasSize(2);
          assertThat(late.decided()).isZero();
          assertThat(late.isWhole()).isFalse();
          assertThat(price()).isIn("30", "40");
          sql("update item set price = 5");
          Outcome moved = decisions.decide(shown, false, "ann", null);
          assertThat(moved.movedOn()).hasSize(2);
          assertThat(moved.decided()).isZero();
          assertThat(price()).isEqualTo("5");
        });
  }
}
