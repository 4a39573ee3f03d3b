package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.decide.Counts;
import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.Preview;
import io.bactrian.decide.Questions;
import io.bactrian.decide.Selection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people see of conflicts before they decide. */
class ConflictQuestionsTest extends RecordsAtSite {
  @Test
  void a_preview_shows_what_the_decision_then_writes() throws Exception {
    sql("insert into item values ('a1', 7, 20)");
    with(
        () -> {
          saved("k1", OURS, THEIRS, byRule("manual", OURS));
          List<ListedQuestion> set = decisions.questions().list(Selection.ALL, 0, 9).questions();
          Preview theirs = decisions.preview(set, List.of("theirs")).get(0);
          assertThat(theirs.before()).isEqualTo(OURS);
          assertThat(theirs.after()).isEqualTo(THEIRS);
          assertThat(decisions.preview(set, List.of("ours")).get(0).changes()).isFalse();
          assertThat(price()).isEqualTo("20");
          decisions.decide(set, true, "ann");
          assertThat(price()).isEqualTo("30");
          assertThat(decisions.preview(set, List.of("ours"))).as("it is decided").isEmpty();
        });
    assertThat(at("conflicts", "resolve", "--all", "--preview", "theirs")).isZero();
    assertThat(out.toString()).contains("Nothing was decided.");
  }

  @Test
  void pages_together_are_the_list_and_counts_are_its_lines() throws Exception {
    with(
        () -> {
          List<ConflictRecord> many = new ArrayList<>();
          for (int i = 0; i < 25; i++) {
            Row row = Row.of("s" + i, "7", "1");
            Conflict conflict =
                new Conflict(
                    i % 5 == 0 ? Kind.INSERT_INSERT : Kind.UPDATE_UPDATE,
                    item,
                    List.of(2),
                    null,
                    row,
                    row.with(2, "2"),
                    "c" + i % 2);
            many.add(new ConflictRecord("k%02d".formatted(i), 3, conflict, byRule("manual", row)));
          }
          opened.conflicts().save(many, Instant.now());
          List<ListedQuestion> all = decisions.questions().list(false, Selection.ALL).questions();
          List<ListedQuestion> pages = new ArrayList<>();
          for (int from = 0; from < 30; from += 10) {
            var page = decisions.questions().list(Selection.ALL, from, 10);
            pages.addAll(page.questions());
            assertThat(page.more()).isEqualTo(from < 20);
          }
          assertThat(pages).hasSize(25).isEqualTo(all);
          Counts counts = decisions.questions().counts(Selection.ALL);
          assertThat(counts.total()).isEqualTo(25);
          assertThat(counts.partners()).containsEntry("c0", 13L).containsEntry("c1", 12L);
          assertThat(counts.kinds()).containsOnlyKeys("manual");
          assertThat(counts.reasons()).hasSize(2).containsValue(5L);
          assertThat(counts.ages()).containsOnlyKeys(Counts.Age.HOUR);
          Selection some = new Selection(null, "c0", null, null, "insert/insert", null);
          assertThat(decisions.questions().counts(some).total()).isEqualTo(3);
          Questions.Page page = decisions.questions().page(some, 1, 1);
          assertThat(page.listing()).isEqualTo(decisions.questions().list(some, 1, 1));
          assertThat(page.counts()).isEqualTo(decisions.questions().counts(some));
          assertThat(decisions.questions().page(some, 2, 5).listing().more()).isFalse();
        });
  }

  @Test
  void linked_rows_are_shown_parents_whole_and_the_first_of_the_children() throws Exception {
    for (int i = 0; i < 8; i++) {
      sql("insert into item values ('a%d', 7, 20)".formatted(i));
    }
    with(
        () -> {
          saved("k1", OURS, THEIRS, byRule("manual", OURS));
          var links = decisions.questions().linked("k1").get(0);
          assertThat(links.parents().get(0).row()).isEqualTo(Row.of("7", "Ann"));
          assertThat(links.children()).isEmpty();
          Table customer = opened.database().schema().table("customer");
          Conflict conflict =
              new Conflict(
                  Kind.UPDATE_UPDATE,
                  customer,
                  List.of(1),
                  null,
                  Row.of("7", "Ann"),
                  Row.of("7", "Bob"),
                  "c1");
          opened
              .conflicts()
              .save(
                  List.of(new ConflictRecord("k2", 3, conflict, byRule("manual", conflict.ours()))),
                  Instant.EPOCH);
          var children = decisions.questions().linked("k2").get(0).children().get(0);
          assertThat(children.count()).isEqualTo(8);
          assertThat(children.first()).hasSize(5).allMatch(row -> row.get(1).equals("7"));
        });
  }

  @Test
  void an_explanation_says_what_was_compared_which_rule_was_chosen_and_why_not_others()
      throws Exception {
    with(
        () -> {
          saved("k1", OURS, THEIRS, byRule("spoke", THEIRS));
          saved("old", OURS, THEIRS, new Decision(OURS, "latest", 2, false));
        });
    assertThat(at("conflicts", "explain", "k1")).as("%s", err).isZero();
    assertThat(out.toString())
        .contains("price: base 10, ours 20, theirs 30, decided 30; both sides changed it")
        .containsPattern("Rules: .*shop.yaml:3, version 4")
        .contains("when: ", "manual: the condition does not hold")
        .contains("→ columns: price → spoke: the first rule that is declared")
        .contains("Replayed with the same version: the same.");
    assertThat(at("conflicts", "explain", "old")).as("%s", err).isZero();
    assertThat(out.toString())
        .contains("Decided by the rule `latest` of version 2.")
        .contains("version 4 is in use, which decides otherwise, by `spoke`");
  }

  @Test
  void a_decision_is_replayed_by_the_rules_that_made_it_though_their_file_has_been_changed()
      throws Exception {
    Path file = site.resolve("conflict-rules/shop.yaml");
    with(
        () -> {
          saved("k1", OURS, THEIRS, byRule("spoke", THEIRS));
          saved("k2", OURS, THEIRS, new Decision(THEIRS, "max", 3, false));
        });
    String edited = "version: 4\ntables:\n\n  item: {rule: hub}\n";
    for (String next : List.of(edited, edited.replace("4", "5"))) {
      Files.writeString(file, next);
      assertThat(at("conflicts", "explain", "k1")).as("%s", err).isZero();
      assertThat(out.toString())
          .containsPattern("Rules: .*shop.yaml:3, version 4, as kept; in use since .*Z, replaced")
          .contains("→ columns: price → spoke: the first rule that is declared")
          .contains("Replayed with these rules as they were kept: the same.")
          .containsPattern("The rules in use, version [45], decide otherwise, by `hub`.");
    }
    sql("alter table item drop column owner");
    Files.writeString(file, edited.replace("4", "6"));
    assertThat(at("install")).as("%s", err).isZero();
    assertThat(at("conflicts", "explain", "k1")).as("%s", err).isZero();
    assertThat(out.toString())
        .containsPattern("are kept, but don't fit the tables any more: .*shop.yaml:7: .*owner")
        .contains("Rules: ", "version 6\n");
    assertThat(at("conflicts", "explain", "k2")).as("%s", err).isZero();
    assertThat(out.toString()).contains("Those that decided are not kept.");
  }
}
