package io.bactrian.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
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

/** What {@code bactrian check} says of {@code must} and {@code keep-both}, with the line. */
class RuleFaultsTest {
  private static final Table ITEM =
      new Table(
          "item",
          List.of(
              new Column("id", LogicalType.TEXT, "t", 9, -1, false, true),
              new Column("code", LogicalType.TEXT, "t", 9, -1, true, false),
              new Column("price", LogicalType.DECIMAL, "t", 9, 2, true, false),
              new Column("due", LogicalType.DATE, "t", 0, -1, true, false)));

  @TempDir Path folder;

  private Faults faults(String text) throws IOException {
    Path file = folder.resolve("r.yaml");
    Files.writeString(file, text);
    Faults faults = new Faults();
    Schema hub = new Schema(Map.of("item", ITEM), List.of());
    RulesFile.read(file, hub, RuleExpressions.SIMPLE, faults);
    return faults;
  }

  @Test
  void a_condition_names_columns_that_are_there_and_values_that_they_can_have() throws IOException {
    Faults faults =
        faults(
            """
            version: 1
            tables:
              item:
                must:
                  - {hold: "${row[prise]} < 3", message: m}
                  - {hold: "${row[price]} < 'cheap'", message: m}
                  - {hold: "${row[due]} > 'tomorrow' && ${row[price]} < 0.001", message: m}
                  - {hold: "${row[price]} <", message: m}
                  - {hold: "${row[price]} < 3"}
                  - {hold: "${row[code]} != null && ${row[due]} > '2026-01-01'", message: fine}
            """);
    assertThat(faults.all()).extracting(Fault::line).containsExactly(5, 6, 7, 8, 9);
    assertThat(faults.all().toString())
        .contains("unknown column `prise`, nearest known: `price` of table `item`")
        .contains("compares `item.price`, which is decimal, with `'cheap'`, which is not a number")
        .contains("compares `item.due`, which is date, with `'tomorrow'`")
        .contains("needs `message`");
  }

  @Test
  void keep_both_gives_another_key_where_the_key_is_in_question_and_only_there()
      throws IOException {
    Faults faults =
        faults(
            """
            version: 1
            tables:
              item:
                rule: {keep-both: {id: x}}
                on:
                  insert-insert: {keep-both: {code: "${theirs[code]}x"}}
                  unique-key-taken: {keep-both: {id: "${theirs[id]}x"}}
                  update-delete: {keep-both: {id: "${theirs[id]}x"}}
                when:
                  - {if: "${ours[price]} > 1", on: insert-insert, rule: {keep-both: {id: "${ours[id]}"}}}
                  - {if: "${ours[price]} > 1", on: insert-insert, rule: {keep-both: {id: "${theirs[ix]}"}}}
                  - {if: "${ours[price]} > 1", on: insert-insert, rule: {keep-both: {ix: "x"}}}
            """);
    assertThat(faults.all()).extracting(Fault::line).contains(4, 6, 7, 8, 10, 11, 12);
    assertThat(faults.all().toString())
        .contains("must give a column of the key another value")
        .contains("can't give another key to a row of which only another value is taken")
        .contains("can only read the spoke's row")
        .contains("unknown column `ix`, nearest known: `id` of table `item`");
  }

  @Test
  void a_unique_value_that_is_taken_is_replaced_or_left_to_people() throws IOException {
    Faults faults =
        faults(
            """
            version: 1
            tables:
              item:
                on: {unique-key-taken: hub}
            """);
    assertThat(faults.all().toString()).contains("Use one of manual");
  }
}
