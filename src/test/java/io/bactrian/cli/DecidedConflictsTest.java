package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.changelog.Act;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.decide.Counts;
import io.bactrian.decide.Decisions;
import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.MovedOnException;
import io.bactrian.decide.OpenQuestion;
import io.bactrian.decide.Preview;
import io.bactrian.decide.Selection;
import io.bactrian.site.Site;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can be done about a conflict after, and beside, deciding it. */
class DecidedConflictsTest extends CommandsAtSite {
  private static final Row BASE = Row.of("a1", "7", "10");
  private static final Row OURS = Row.of("a1", "7", "20");
  private static final Row THEIRS = Row.of("a1", "7", "30");
  private Site opened;
  private Decisions decisions;
  private Table item;

  @BeforeEach
  void site() throws Exception {
    sql("create table customer (id int primary key, name varchar(20))");
    sql(
        "create table item (sku varchar(20) primary key, owner int references customer, price int)");
    assertThat(init()).isZero();
    Path rules = Files.createDirectories(site.resolve("conflict-rules")).resolve("shop.yaml");
    Files.writeString(
        rules,
        """
        version: 4
        tables:
          item:
            rule: hub
            columns: {price: spoke}
            on: {update-delete: manual}
            when: [{if: "${ours[owner]} == 9", rule: manual}]
        """);
    assertThat(at("install")).isZero();
    sql("insert into customer values (7, 'Ann')");
  }

  private void with(Work work) throws Exception {
    try (Site now = Site.open(site)) {
      opened = now;
      decisions = now.decisions();
      item = now.database().schema().table("item");
      work.run();
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private void saved(String id, Row ours, Row theirs, Decision decision) {
    Kind kind = ours == null || theirs == null ? Kind.UPDATE_DELETE : Kind.UPDATE_UPDATE;
    Conflict conflict = new Conflict(kind, item, List.of(2), BASE, ours, theirs, "c1");
    opened.conflicts().save(List.of(new ConflictRecord(id, 3, conflict, decision)), Instant.EPOCH);
  }

  private static Decision byRule(String rule, Row row) {
    return new Decision(row, rule, 4, rule.equals("manual"));
  }

  private String price() throws SQLException {
    return one("select price from item where sku = 'a1'");
  }

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
