package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.Failure;
import io.bactrian.apply.Write;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.TriggerOptions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows are found by keys that can be written in several ways, wherever that is possible. */
class PostgresLooseKeysTest {
  private static final String[] TYPES = {
    "create domain code as char(4)",
    "create domain code_of_code as code",
    "create domain name_of_four as varchar(4)",
    "create collation anycase"
        + " (provider = icu, locale = 'und-u-ks-level2', deterministic = false)"
  };

  private static ApplyDatabase with(String type) throws Exception {
    List<String> all = new java.util.ArrayList<>(List.of(TYPES));
    all.add("create table t (id " + type + " primary key, note text)");
    return new ApplyDatabase(TestDatabase.postgres(), TriggerOptions.NONE, all);
  }

  @ParameterizedTest
  @CsvSource({
    "char(4), ab, 'ab  '",
    "code, ab, 'ab  '",
    "code_of_code, ab, 'ab  '",
    "code, ab, ab",
    "name_of_four, ab, ab",
    "numeric, 1.0, 1.00",
    "float8, NaN, NaN",
    "float8, -0, 0",
    "float4, 0.1, 0.1"
  })
  void a_row_is_found_locked_and_written_by_its_key(String type, String stored, String key)
      throws Exception {
    ApplyDatabase db = with(type);
    Table t = db.schema.table("t");
    db.run("insert into t values ('%s', 'before')".formatted(stored));
    try (ApplyTransaction tx = db.begin()) {
      assertThat(tx.loadAndLock(t, List.of(Key.of(key)))).containsOnlyKeys(Key.of(key));
      assertThat(tx.write(List.of(ApplyDatabase.update(t, "note", key, "after")))).isEmpty();
      tx.commit();
    }
    assertThat(db.ask("select note from t")).containsExactly("after");
    try (ApplyTransaction tx = db.begin()) {
      assertThat(tx.write(List.of(ApplyDatabase.delete(t, key, "after")))).isEmpty();
      tx.commit();
    }
    assertThat(db.ask("select note from t")).isEmpty();
  }

  @Test
  void a_text_too_long_for_its_domain_is_refused_and_not_cut() throws Exception {
    ApplyDatabase db = with("code");
    Table t = db.schema.table("t");
    try (ApplyTransaction tx = db.begin()) {
      Write tooLong = ApplyDatabase.insert(t, "abcde", "x");
      assertThat(tx.write(List.of(tooLong)))
          .extracting(Failure::kind)
          .containsExactly(Failure.Kind.DATA);
    }
  }

  @Test
  void a_key_written_in_another_case_is_a_unique_key_taken() throws Exception {
    ApplyDatabase db = with("text collate anycase");
    Table t = db.schema.table("t");
    db.run("insert into t values ('ab', 'here')");
    try (ApplyTransaction tx = db.begin()) {
      assertThat(tx.loadAndLock(t, List.of(Key.of("AB")))).isEmpty();
      Write same =
          ApplyDatabase.write(t, Operation.INSERT, "c1", ApplyDatabase.all(t), "AB", "there");
      assertThat(tx.write(List.of(same)))
          .extracting(Failure::kind)
          .containsExactly(Failure.Kind.UNIQUE_KEY_TAKEN);
    }
  }
}
