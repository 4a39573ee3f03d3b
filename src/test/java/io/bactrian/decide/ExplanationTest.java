package io.bactrian.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.changelog.StoredConflict;
import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.config.Faults;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.conflict.Rules;
import io.bactrian.conflict.RulesFile;
import io.bactrian.expression.SimpleExpressions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a change is explained that met a unique value which was taken. */
class ExplanationTest {
  private static final Table ITEM =
      new Table(
          "item",
          List.of(
              new Column("id", LogicalType.INTEGER, "int", 0, -1, false, true),
              new Column("code", LogicalType.TEXT, "text", 0, -1, true, false)));
  private static final Row THEIRS = Row.of("2", "tea");

  @TempDir Path folder;

  private String outcome(Decision decision) throws IOException {
    Path file = folder.resolve("rules.yaml");
    Files.writeString(
        file,
        """
        version: 4
        tables:
          item: {on: {unique-key-taken: {keep-both: {code: "${theirs[code]} (${spoke})"}}}}
        """);
    Faults faults = new Faults();
    Schema schema = new Schema(Map.of("item", ITEM), List.of());
    Rules rules = RulesFile.read(file, schema, new SimpleExpressions(), faults);
    faults.throwIfAny();
    Conflict taken =
        new Conflict(Kind.UNIQUE_KEY_TAKEN, ITEM, List.of(1), null, null, THEIRS, "c0");
    ConflictRecord record = new ConflictRecord("k1", 3, taken, decision);
    return Explanation.of(
            new StoredConflict(record, Instant.EPOCH, false, List.of()), rules, v -> List.of())
        .outcome();
  }

  @Test
  void a_rule_that_kept_both_rows_is_replayed() throws IOException {
    assertThat(outcome(new Decision(THEIRS.with(1, "tea (c0)"), "keep-both", 4, false)))
        .contains("Decided by the rule `keep-both` of version 4.")
        .contains("Replayed with the same version: the same.");
  }

  @Test
  void a_change_that_was_parked_for_it_and_rejected_is_no_matter_of_rules() throws IOException {
    assertThat(outcome(new Decision(null, "ann", 0, false)))
        .isEqualTo("Decided by ann, who settled the parked change; no rule was asked.");
  }
}
