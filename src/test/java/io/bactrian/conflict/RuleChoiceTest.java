package io.bactrian.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.config.Fault;
import io.bactrian.config.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which rule decides, and what each makes of a value. */
class RuleChoiceTest {
  private static final Table TICKET =
      new Table(
          "ticket",
          List.of(
              column("id", LogicalType.INTEGER, 0, true),
              column("state", LogicalType.TEXT, 0, false),
              column("notes", LogicalType.TEXT, 12, false),
              column("due", LogicalType.DATE, 0, false),
              column("hours", LogicalType.DECIMAL, 0, false)));
  private static final Schema HUB = new Schema(Map.of("ticket", TICKET), List.of());
  private static final Row BASE = Row.of("1", "new", "a", "2026-01-05", "9");
  private static final Row OURS = Row.of("1", "open", "ab", "2026-01-06", "10");
  private static final Row THEIRS = Row.of("1", "closed", "ac", "2026-01-07", "8");

  @TempDir Path folder;
  private final Faults faults = new Faults();

  private static Column column(String name, LogicalType type, int length, boolean key) {
    return new Column(name, type, "t", length, -1, !key, key);
  }

  private Rules file(String text) throws IOException {
    Path file = folder.resolve("r.yaml");
    Files.writeString(file, text);
    return RulesFile.read(file, HUB, RuleExpressions.SIMPLE, faults);
  }

  private Rules rules(String ticket) throws IOException {
    Rules rules = file("version: 7\ntables:\n  ticket: " + ticket + "\n");
    faults.throwIfAny();
    return rules;
  }

  private static Decision decide(Rules rules, Kind kind, int column, Row base, Row a, Row b) {
    return rules.decide(new Conflict(kind, TICKET, List.of(column), base, a, b, "c42"));
  }

  /**
   * The value of a column of which base, ours and theirs are these; then whether a person is asked.
   */
  private static String value(Rules rules, String name, String base, String ours, String theirs) {
    int c = TICKET.position(name);
    Decision decision =
        decide(
            rules,
            Kind.UPDATE_UPDATE,
            c,
            base == null ? null : BASE.with(c, base),
            OURS.with(c, ours),
            THEIRS.with(c, theirs));
    return decision.row().get(c) + (decision.open() ? " asked" : "");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "max, hours, 10, 8, 10",
        "max, hours, 8, 10.5, 10.5",
        "max, hours, 9, 10, 10",
        "max, hours, null, 3, 3",
        "max, hours, 3, null, 3",
        "max, hours, 3, NaN, 3",
        "min, hours, 10, 8, 8",
        "min, hours, 8, 10, 8",
        "min, hours, null, 3, 3",
        "max, due, 2026-01-06, 2026-01-07, 2026-01-07",
        "min, due, 2026-01-06, 2026-01-07, 2026-01-06",
      })
  void max_and_min_compare_the_values_themselves(
      String rule, String column, String ours, String theirs, String stands) throws IOException {
    Rules rules = rules("{columns: {%s: %s}}".formatted(column, rule));
    assertThat(value(rules, column, "1", ours, theirs)).isEqualTo(stands);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "a, ab, ac, abc",
        "a, x, y, 'x\ny'",
        "null, x, y, 'x\ny'",
        "null, xyz, y, xyz",
        "null, y, xyz, xyz",
        "a, null, y, y",
        "a, x, null, x",
        "a, 0123456789, abc, 0123456789 asked",
      })
  void concat_keeps_what_both_wrote_or_asks(String base, String ours, String theirs, String stands)
      throws IOException {
    Rules rules = rules("{columns: {notes: concat}}");
    assertThat(value(rules, "notes", base, ours, theirs)).isEqualTo(stands);
  }

  @Test
  void earliest_keeps_the_row_with_the_lesser_value() throws IOException {
    Rules rules = rules("{rule: earliest, latest-by: due}");
    assertThat(value(rules, "state", "s", "o", "t")).isEqualTo("o");
    Decision other = decide(rules, Kind.UPDATE_UPDATE, 1, BASE, THEIRS, OURS);
    assertThat(other.row()).isEqualTo(OURS);
    assertThat(other.rule()).isEqualTo("earliest");
  }

  @ParameterizedTest
  @CsvSource({
    "delete-wins, none, none",
    "update-wins, ours, theirs",
    "hub, ours, none",
    "spoke, none, theirs",
  })
  void a_row_that_one_side_deleted(String rule, String deletedThere, String deletedHere)
      throws IOException {
    Rules rules = rules("{on: {update-delete: %1$s, delete-update: %1$s}}".formatted(rule));
    Map<Row, String> names = Map.of(OURS, "ours", THEIRS, "theirs");
    Row there = decide(rules, Kind.UPDATE_DELETE, 1, BASE, OURS, null).row();
    Row here = decide(rules, Kind.DELETE_UPDATE, 1, BASE, null, THEIRS).row();
    assertThat(there == null ? "none" : names.get(there)).isEqualTo(deletedThere);
    assertThat(here == null ? "none" : names.get(here)).isEqualTo(deletedHere);
  }

  @Test
  void the_rule_of_a_column_counts_before_that_of_the_kind_and_that_before_the_table_s()
      throws IOException {
    Rules rules = rules("{rule: manual, on: {insert-insert: spoke}, columns: {due: hub}}");
    assertThat(decide(rules, Kind.INSERT_INSERT, 1, null, OURS, THEIRS).rule()).isEqualTo("spoke");
    assertThat(decide(rules, Kind.INSERT_INSERT, 3, null, OURS, THEIRS).rule()).isEqualTo("hub");
    assertThat(decide(rules, Kind.UPDATE_UPDATE, 1, BASE, OURS, THEIRS).open()).isTrue();
  }

  @Test
  void a_condition_on_both_sides_counts_before_everything_else() throws IOException {
    Rules rules =
        rules(
            """
            {rule: spoke, columns: {notes: manual}, when: [
                {if: "${ours[state]} == 'open' && ${theirs[state]} == 'closed'", rule: hub},
                {if: "${base[state]} == 'new'", on: delete-update, rule: update-wins}]}""");
    assertThat(decide(rules, Kind.UPDATE_UPDATE, 2, BASE, OURS, THEIRS).rule()).isEqualTo("hub");
    assertThat(decide(rules, Kind.UPDATE_UPDATE, 2, BASE, THEIRS, OURS).open()).isTrue();
    assertThat(decide(rules, Kind.UPDATE_UPDATE, 1, BASE, THEIRS, OURS).rule()).isEqualTo("spoke");
    assertThat(decide(rules, Kind.DELETE_UPDATE, 1, BASE, null, THEIRS).row()).isEqualTo(THEIRS);
  }

  @Test
  void tables_without_rules_have_the_default() throws IOException {
    Rules rules = file("version: 3\ndefault: manual\n");
    faults.throwIfAny();
    Decision decision = decide(rules, Kind.UPDATE_UPDATE, 1, BASE, OURS, THEIRS);
    assertThat(decision.open()).isTrue();
    assertThat(decision.version()).isEqualTo(3);
    assertThat(decide(rules, Kind.UPDATE_DELETE, 1, BASE, OURS, null).open()).isTrue();
  }

  /** Takes theirs, unless it is told to fail. */
  public static final class Theirs implements ConflictRule {
    @Override
    public Row decide(Conflict conflict) {
      if (conflict.theirs().get(1).equals("fail")) {
        throw new IllegalStateException("secret");
      }
      return conflict.theirs().get(1).equals("none") ? null : conflict.theirs();
    }
  }

  @Test
  void a_bean_decides_and_where_it_can_t_a_person_is_asked() throws IOException {
    Rules rules = rules("{rule: {bean: \"" + Theirs.class.getName() + "\"}}");
    Decision decision = decide(rules, Kind.UPDATE_UPDATE, 1, BASE, OURS, THEIRS);
    assertThat(decision).isEqualTo(new Decision(THEIRS, "Theirs", 7, false));
    for (String impossible : List.of("fail", "none")) {
      Row theirs = THEIRS.with(1, impossible);
      assertThat(decide(rules, Kind.UPDATE_UPDATE, 1, BASE, OURS, theirs))
          .isEqualTo(new Decision(OURS, "Theirs", 7, true));
    }
  }

  @Test
  void what_a_rule_can_t_do_is_said_with_its_line() throws IOException {
    file(
        """
        version: 1
        default: latest
        tables:
          ticket:
            rule: max
            columns:
              state: max
              due: concat
              id: concat
              hours: earliest
            on:
              update-delete: latest
              insert-insert: delete-wins
            when:
              - {if: "${row[state]} == 'x'", rule: hub}
              - {if: "${ours[stat]} == 'x'", rule: hub}
              - {if: "${ours[state] ==", rule: hub}
              - {rule: hub}
              - {if: "${ours[state]} == 'x'", on: delete-delete, rule: {bean: io.bactrian.NoClass}}
        """);
    assertThat(faults.all())
        .extracting(Fault::line)
        .contains(2, 4, 5, 7, 8, 9, 12, 13, 15, 16, 17, 18, 19);
    assertThat(faults.all().toString())
        .contains("`max` needs a number, date or time that is no key; `ticket.state` is text")
        .contains("`concat` needs a text that is no key; `ticket.due` is date")
        .contains("needs `latest-by`, the column that `latest` and `earliest` compare")
        .contains("must say whose column it means: ${ours[state]}, theirs or base")
        .contains("unknown column `stat`, nearest known: `state` of table `ticket`")
        .contains("there is no class `io.bactrian.NoClass`");
  }
}
