package io.bactrian.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.config.Fault;
import io.bactrian.config.Faults;
import io.bactrian.transform.Examples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeclaredRulesTest {
  private static final Table ITEM =
      new Table(
          "item",
          List.of(
              column("id", LogicalType.INTEGER, true),
              column("stock", LogicalType.INTEGER, false),
              column("street", LogicalType.TEXT, false),
              column("city", LogicalType.TEXT, false),
              column("at", LogicalType.TIMESTAMP, false)));
  private static final List<String> NO_NUMBERS =
      List.of(
          "1e999999999",
          "1E999999",
          "-1E-999999999",
          "NaN",
          "Infinity",
          "-Infinity",
          "abc",
          "",
          "9".repeat(400_000));
  private static final Schema HUB = new Schema(Map.of("item", ITEM), List.of());
  private static final Row BASE = Row.of("1", "10", "s", "c", "2024-01-01 00:00:00");
  private static final Row OURS = Row.of("1", "8", "s1", "c1", "2024-01-02 00:00:00");
  private static final Row THEIRS = Row.of("1", "13", "s2", "c2", "2024-01-02 00:00:00.5");
  @TempDir Path folder;
  private final Faults faults = new Faults();

  private static Column column(String name, LogicalType type, boolean key) {
    return new Column(name, type, "t", 0, -1, !key, key);
  }

  private Rules read(String item) throws IOException {
    Path file = folder.resolve("r.yaml");
    Files.writeString(file, "version: 7\ntables:\n  item: " + item + "\n");
    return RulesFile.read(file, HUB, RuleExpressions.SIMPLE, faults);
  }

  private Rules rules(String item) throws IOException {
    Rules rules = read(item);
    faults.throwIfAny();
    return rules;
  }

  /** Which row stands: ours, theirs, none; then whether a person is asked. */
  private static String outcome(Rules rules, Kind kind, Row base, Row ours, Row theirs) {
    Decision decision =
        rules.decide(new Conflict(kind, ITEM, List.of(2), base, ours, theirs, "c42"));
    String row = decision.row() == null ? "none" : decision.row().equals(OURS) ? "ours" : "theirs";
    return row + (decision.open() ? " asked" : "");
  }

  @ParameterizedTest
  @CsvSource({
    // rule, update/update, insert/insert, update/delete, delete/update
    "{}, ours, ours, ours, none",
    "{rule: hub}, ours, ours, ours, none",
    "{rule: spoke}, theirs, theirs, ours, none",
    "'{rule: latest, latest-by: at}', theirs, theirs, ours, none",
    "{rule: manual}, ours asked, ours asked, ours asked, none asked",
    "'{columns: {street: spoke}}', theirs, theirs, ours, none",
    "'{rule: spoke, columns: {street: hub}}', ours, ours, ours, none",
    "'{rule: spoke, columns: {street: manual}}', ours asked, ours asked, ours, none",
    "'{groups: {g: {columns: [street, city], rule: spoke}}}', theirs, theirs, ours, none",
    "'{rule: spoke, groups: {g: {columns: [street, city]}}}', theirs, theirs, ours, none",
    "'{on: {update-delete: spoke}}', ours, ours, none, none",
    "'{on: {delete-update: spoke}}', ours, ours, ours, theirs",
    "'{on: {update-delete: manual, delete-update: manual}}', ours, ours, ours asked, none asked",
    "'{rule: manual, on: {update-delete: hub, delete-update: spoke}}', ours asked, ours asked,"
        + " ours, theirs",
  })
  void every_rule_for_every_kind(
      String item, String updates, String inserts, String deleted, String updated)
      throws IOException {
    Rules rules = rules(item);
    assertThat(outcome(rules, Kind.UPDATE_UPDATE, BASE, OURS, THEIRS)).isEqualTo(updates);
    assertThat(outcome(rules, Kind.INSERT_INSERT, null, OURS, THEIRS)).isEqualTo(inserts);
    assertThat(outcome(rules, Kind.UPDATE_DELETE, BASE, OURS, null)).isEqualTo(deleted);
    assertThat(outcome(rules, Kind.DELETE_UPDATE, BASE, null, THEIRS)).isEqualTo(updated);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "2024-01-02 00:00:00, 2024-01-02 00:00:00.5, theirs",
        "2024-01-02 00:00:00.5, 2024-01-02 00:00:00, ours",
        "2024-01-02 00:00:00, 2024-01-02 00:00:00, ours",
        "null, 2024-01-02 00:00:00, ours",
        "2024-01-02 00:00:00, null, ours",
      })
  void latest_compares_and_the_hub_wins_ties(String ours, String theirs, String expected)
      throws IOException {
    Rules rules = rules("{rule: latest, latest-by: at}");
    Row b = THEIRS.with(4, theirs);
    Decision decision =
        rules.decide(
            new Conflict(Kind.UPDATE_UPDATE, ITEM, List.of(2), BASE, OURS.with(4, ours), b, "c42"));
    assertThat(decision.row().equals(b) ? "theirs" : "ours").isEqualTo(expected);
    assertThat(decision.rule()).isEqualTo("latest");
    assertThat(decision.version()).isEqualTo(7);
  }

  @Test
  void numbers_are_compared_as_numbers() throws IOException {
    Rules rules = rules("{rule: latest, latest-by: stock}");
    assertThat(outcome(rules, Kind.UPDATE_UPDATE, BASE, OURS, THEIRS)).isEqualTo("theirs");
  }

  @Test
  void what_is_no_number_is_never_later() throws IOException {
    Rules rules = rules("{rule: latest, latest-by: stock}");
    for (String hostile : NO_NUMBERS) {
      Row theirs = THEIRS.with(1, hostile);
      assertThat(outcome(rules, Kind.UPDATE_UPDATE, BASE, OURS, theirs)).isEqualTo("ours");
    }
  }

  /** A thousand of them, as fit into a small changeset, once took minutes to add. */
  @Test
  @Timeout(10)
  void a_short_text_costs_no_time_whatever_its_exponent() throws IOException {
    Merge merge = new Merge(rules("{columns: {stock: add}}"), (t, c, a, b) -> false);
    BitSet columns = new BitSet();
    columns.set(1);
    for (int i = 0; i < 1_000; i++) {
      Row theirs = THEIRS.with(1, "1e" + (149_000 + i));
      merge.judge(new Versions(ITEM, columns, BASE, OURS, theirs, "c42"));
    }
  }

  @Test
  void what_is_no_number_is_not_added() throws IOException {
    Rules rules = rules("{columns: {stock: add}}");
    Merge merge = new Merge(rules, (table, c, a, b) -> a.get(c).equals(b.get(c)));
    BitSet columns = new BitSet();
    columns.set(1);
    for (String hostile : NO_NUMBERS) {
      Row theirs = THEIRS.with(1, hostile);
      assertThat(merge.judge(new Versions(ITEM, columns, BASE, OURS, theirs, "c42")).row())
          .isEqualTo(OURS);
      Row base = BASE.with(1, hostile);
      assertThat(merge.judge(new Versions(ITEM, columns, base, OURS, THEIRS, "c42")).row())
          .isEqualTo(OURS);
    }
  }

  @Test
  void differences_are_added_whatever_else_happens_to_the_row() throws IOException {
    Rules rules = rules("{columns: {stock: add}}");
    BitSet columns = new BitSet();
    columns.set(1, 4);
    Merge merge =
        new Merge(rules, (table, c, a, b) -> java.util.Objects.equals(a.get(c), b.get(c)));
    Merge.Result result = merge.judge(new Versions(ITEM, columns, BASE, OURS, THEIRS, "c42"));
    assertThat(result.row().get(1)).isEqualTo("11");
    assertThat(result.judged().get(0).decision().row().get(1)).isEqualTo("11");
    assertThat(result.judged().get(0).decision().rule()).isEqualTo("add");
    Merge.Result inserted = merge.judge(new Versions(ITEM, columns, null, OURS, THEIRS, "c42"));
    assertThat(inserted.row().get(1)).isEqualTo("8");
  }

  @Test
  void groups_count_as_one_and_the_rest_alone() throws IOException {
    Rules rules = rules("{groups: {address: {columns: [city, street]}}}");
    assertThat(rules.groups(ITEM, List.of(1, 2, 3, 4)))
        .containsExactly(List.of(1), List.of(2, 3), List.of(4));
    assertThat(rules.groups(ITEM, List.of(3, 4))).containsExactly(List.of(3), List.of(4));
    assertThat(rules.adds(ITEM, 1)).isFalse();
  }

  @Test
  void all_faults_at_once() throws IOException {
    read(
        """
        {
            rule: lattest,
            latest-by: street,
            columns: {stok: add, city: add, id: add},
            groups: {g: {columns: [city, street], rule: add}},
            on: {update-delet: hub, delete-update: latest} }
          items: {rule: hub}\
        """);
    assertThat(faults.all())
        .extracting(Fault::line)
        .containsExactlyInAnyOrder(4, 5, 6, 6, 6, 7, 7, 8, 8, 9);
    assertThat(faults.all().toString())
        .contains("unknown word `lattest`, nearest known: `latest`")
        .contains("unknown column `stok`, nearest known: `stock` of table `item`")
        .contains("`add` needs a number that is no key; `item.city` is text")
        .contains("unknown table `items`, nearest known: `item`");
  }

  @Test
  void latest_needs_a_column() throws IOException {
    read("{columns: {city: latest}}");
    assertThat(faults.all()).singleElement().asString().contains("needs `latest-by`");
  }

  @Test
  void the_example_and_a_table_in_two_files() throws IOException {
    Path example = Examples.file("conflict-rules/shop.yaml");
    Rules rules =
        RulesFile.readAll(
            example.getParent(), Examples.schema("office"), RuleExpressions.SIMPLE, faults);
    faults.throwIfAny();
    assertThat(rules.adds(Examples.schema("office").table("stock_item"), 6)).isTrue();
    Files.copy(example, folder.resolve("a.yaml"));
    Files.copy(example, folder.resolve("b.yaml"));
    RulesFile.readAll(folder, Examples.schema("office"), RuleExpressions.SIMPLE, faults);
    assertThat(faults.all()).hasSize(7).allSatisfy(f -> assertThat(f.file()).endsWith("b.yaml"));
    assertThat(
            RulesFile.readAll(folder.resolve("none"), HUB, RuleExpressions.SIMPLE, new Faults())
                .decide(new Conflict(Kind.UPDATE_UPDATE, ITEM, List.of(2), BASE, OURS, THEIRS, "c"))
                .rule())
        .isEqualTo("hub");
  }

  @Test
  void a_person_is_asked_at_the_spoke_where_the_table_says_so_and_meanwhile_ours_stands()
      throws IOException {
    Conflict conflict =
        new Conflict(Kind.UPDATE_UPDATE, ITEM, List.of(1), BASE, OURS, THEIRS, "c1");
    Decision there = rules("{rule: manual, ask: spoke}").decide(conflict);
    assertThat(there.asksSpoke()).isTrue();
    assertThat(there.open()).isFalse();
    assertThat(there.row()).isEqualTo(OURS);
    assertThat(rules("{rule: manual, ask: hub}").decide(conflict).open()).isTrue();
    assertThat(rules("{rule: spoke, ask: spoke}").decide(conflict).asksSpoke()).isFalse();
    read("{rule: manual, ask: nobody}");
    assertThat(faults.all())
        .singleElement()
        .extracting(Fault::message)
        .asString()
        .contains("nobody");
  }

  @Test
  void an_explanation_decides_as_the_merge_where_both_rows_are_kept() throws IOException {
    Rules rules =
        rules(
            """
            {on: {insert-insert: {keep-both: {id: "${theirs[id]}9"}},
                unique-key-taken: {keep-both: {street: "${theirs[street]}x"}}}}\
            """);
    Conflict both =
        new Conflict(Kind.INSERT_INSERT, ITEM, List.of(0, 1, 2, 3, 4), null, OURS, THEIRS, "c42");
    Conflict taken =
        new Conflict(Kind.UNIQUE_KEY_TAKEN, ITEM, List.of(2), null, null, THEIRS, "c42");
    assertThat(rules.explain(both).orElseThrow().decision())
        .isEqualTo(new Decision(THEIRS.with(0, "19"), "keep-both", 7, false));
    assertThat(rules.explain(taken).orElseThrow().decision())
        .isEqualTo(new Decision(THEIRS.with(2, "s2x"), "keep-both", 7, false));
  }
}
