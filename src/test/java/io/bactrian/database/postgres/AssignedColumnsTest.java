package io.bactrian.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AssignedColumnsTest {
  private static AssignedColumns body(String statements) {
    return AssignedColumns.of(
        "plpgsql", "declare n int;\nbegin\n  " + statements + "\n  return new;\nend", List.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "new.at := now();                                            | at",
        "NEW.At = now();                                             | at",
        "if tg_op = 'UPDATE' then new.at = now(); end if;            | at",
        "if old is null then n := 1; else new . at:=now(); end if;   | at",
        "new.\"Last \"\"edit\"\"\" := now();                         | Last \"edit\"",
        "new.änderung := now();                                      | änderung",
        "new.tags[1] := 'x';                                         | tags",
        "select clock_timestamp() into strict new.at;                | at",
      })
  void an_assignment_to_a_column_is_found(String statements, String column) {
    assertThat(body(statements)).isEqualTo(new AssignedColumns(Set.of(column), Set.of(), false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "if new.at = now() then raise exception 'new.at := 1'; end if;",
        "-- new.at := now();",
        "/* new.at := now(); */ n := new.at;",
        "execute $q$ new.at := 1 $q$;",
        "insert into log values (new.at); n := new.at;",
        "insert into log select new.at, new.id;",
        "if new.a <> old.a and new.b = old.b then return null; end if;",
        "if tg_op = 'DELETE' then return old; end if; return coalesce(new, old);",
      })
  void what_only_reads_the_row_changes_nothing(String statements) {
    assertThat(body(statements)).isEqualTo(new AssignedColumns(Set.of(), Set.of(), false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "if new.id is null then new.id := nextval('s'); end if;",
        "new.id := coalesce(new.id, nextval('s'));",
      })
  void a_default_is_told_apart(String statements) {
    assertThat(body(statements)).isEqualTo(new AssignedColumns(Set.of(), Set.of("id"), false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "new := jsonb_populate_record(new, '{}');",
        "select t.* into new from t;",
        "select 1, t.* into n, new from t;",
        "return jsonb_populate_record(new, '{}');",
        "return r;",
      })
  void a_row_made_as_a_whole_may_differ_in_any_column(String statements) {
    assertThat(body(statements).others()).isTrue();
  }

  @Test
  void functions_in_other_languages_may_change_any_column_unless_they_come_with_the_database() {
    assertThat(AssignedColumns.of("plpython3u", "new.x = 1", List.of()).others()).isTrue();
    assertThat(AssignedColumns.of("c", "moddatetime", List.of("at", "")))
        .isEqualTo(new AssignedColumns(Set.of("at"), Set.of(), false));
    assertThat(AssignedColumns.of("internal", "suppress_redundant_updates_trigger", List.of()))
        .isEqualTo(new AssignedColumns(Set.of(), Set.of(), false));
  }
}
