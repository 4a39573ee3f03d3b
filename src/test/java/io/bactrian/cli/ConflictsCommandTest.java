package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.site.Site;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records of every kind, with the row present or absent on each side, open and decided. */
class ConflictsCommandTest extends CommandsAtSite {
  private final List<String> ids = new ArrayList<>();

  @BeforeEach
  void records() throws SQLException {
    sql("create table item (sku varchar(20) primary key, price int)");
    assertThat(init()).isZero();
    assertThat(at("install")).isZero();
    try (Site opened = Site.open(site)) {
      Table item = opened.database().schema().table("item");
      List<ConflictRecord> records = new ArrayList<>();
      for (Kind kind : Kind.values()) {
        for (int present = 0; present < 32; present++) {
          boolean open = present >= 16;
          Conflict conflict =
              new Conflict(
                  kind, item, List.of(1), row(present, 1), row(present, 2), row(present, 4), "c1");
          String id = "%s-%02d".formatted(kind, present);
          ids.add(id);
          records.add(
              new ConflictRecord(id, 1, conflict, new Decision(row(present, 8), "hub", 1, open)));
        }
      }
      opened.conflicts().save(records, Instant.EPOCH);
    }
  }

  private static Row row(int present, int side) {
    return (present & side) == 0 ? null : Row.of("a1", "" + side);
  }

  @Test
  void all_are_listed_and_have_a_key_unless_no_side_has_the_row() throws Exception {
    assertThat(at("conflicts", "list", "--all")).as("%s", err).isZero();
    assertThat(out.toString()).contains("%,d in all".formatted(ids.size()));
    assertThat(at("conflicts", "list", "--all", "--json")).as("%s", err).isZero();
    JsonArray all = (JsonArray) Jsoner.deserialize(out.toString());
    assertThat(all).hasSize(ids.size());
    for (Object each : all) {
      JsonObject question = (JsonObject) each;
      boolean none = question.getString("id").matches(".*-(00|16)");
      assertThat(question.getString("key")).isEqualTo(none ? null : "a1");
    }
    assertThat(at("conflicts", "list", "--json")).isZero();
    assertThat((JsonArray) Jsoner.deserialize(out.toString())).hasSize(ids.size() / 2);
  }

  @Test
  void each_presence_is_shown_and_can_be_decided() throws Exception {
    for (int present = 0; present < 32; present++) {
      String id = "%s-%02d".formatted(Kind.UPDATE_UPDATE, present);
      assertThat(at("conflicts", "show", id)).as("%s", err).isZero();
      assertThat(out.toString())
          .contains(present % 16 == 0 ? "key unknown, because no side has the row" : "key a1,");
      if (present >= 16) {
        boolean values = present % 3 == 0 && present % 8 != 0;
        String choice = values ? "price=3" : present % 2 == 0 ? "ours" : "theirs";
        assertThat(at("conflicts", "resolve", id, choice)).as("%s %s", id, err).isZero();
        assertThat(out.toString()).startsWith("Decided");
      }
    }
  }

  @Test
  void a_value_for_a_row_that_no_side_has_is_refused_in_words() {
    assertThat(at("conflicts", "resolve", Kind.DELETE_DELETE + "-16", "price=1")).isEqualTo(1);
    assertThat(err.toString()).contains("neither side had the row").doesNotContain("Exception");
  }

  @Test
  void filters_select_by_kind_table_key_reason_and_age() throws Exception {
    assertThat(listed("--key", "a1", "--reason", "Late-Edit")).isEqualTo(15);
    assertThat(listed("--all", "--reason", "late-edit")).isEqualTo(32);
    assertThat(listed("--kind", "decided")).isEqualTo(ids.size() / 2);
    assertThat(listed("--kind", "parked")).isZero();
    assertThat(listed("--table", "item", "--partner", "c1")).isEqualTo(ids.size() / 2);
    assertThat(listed("--table", "other")).isZero();
    assertThat(listed("--older", "12h")).isEqualTo(ids.size() / 2);
    assertThat(listed("--older", "36500d")).isZero();
    assertThat(at("conflicts", "list", "--older", "soon")).isEqualTo(1);
    assertThat(err.toString()).contains("`--older soon` is no age", "as in 12h");
    assertThat(at("conflicts", "list", "--partner", "c9")).isEqualTo(1);
    assertThat(err.toString()).contains("`c9` is no partner");
  }

  private int listed(String... options) throws Exception {
    List<String> words = new ArrayList<>(List.of("conflicts", "list", "--json"));
    words.addAll(List.of(options));
    assertThat(at(words.toArray(String[]::new))).as("%s", err).isZero();
    return ((JsonArray) Jsoner.deserialize(out.toString())).size();
  }

  @Test
  void a_set_is_shown_first_and_decided_only_with_yes_where_nobody_can_be_asked() throws Exception {
    String[] set = {"conflicts", "resolve", "--all", "--reason", "late-edit", "ours"};
    assertThat(at(set)).isEqualTo(1);
    assertThat(out.toString()).contains("16 to be left", "late-edit").doesNotContain("drift");
    assertThat(err.toString()).contains("Not decided", "16", "--yes");
    int before = listed();
    assertThat(at("conflicts", "resolve", "--all", "--reason", "late-edit", "ours", "--yes"))
        .as("%s", err)
        .isZero();
    assertThat(out.toString()).contains("Decided: 16.");
    assertThat(listed()).isEqualTo(before - 16);
    assertThat(at(set)).isZero();
    assertThat(out.toString()).contains("nothing was done");
  }

  @Test
  void a_set_is_decided_for_one_side_and_a_selection_needs_all() {
    assertThat(at("conflicts", "resolve", "--all", "price=1")).isEqualTo(2);
    assertThat(at("conflicts", "resolve", "--table", "item", "a", "ours")).isEqualTo(2);
    assertThat(at("conflicts", "resolve", "a")).isEqualTo(2);
  }

  @Test
  void a_row_that_a_spoke_holds_is_listed_and_shown_but_not_decided() throws Exception {
    waits("HELD_THERE", "7", "the row it refers to is not here: a_key", "", null);
    assertThat(at("conflicts", "list", "--kind", "held")).as("%s", err).isZero();
    assertThat(out.toString())
        .contains("held at c1: the row it refers to is not here", "#3", "1 held", "by itself");
    assertThat(at("conflicts", "list", "--kind", "held", "--json")).isZero();
    JsonObject held = (JsonObject) ((JsonArray) Jsoner.deserialize(out.toString())).get(0);
    assertThat(held.getString("key")).isEqualTo("7");
    assertThat(at("conflicts", "show", held.getString("id"))).as("%s", err).isZero();
    assertThat(out.toString()).contains("held at c1", "mend the row at the hub");
    assertThat(at("conflicts", "resolve", held.getString("id"), "ours")).isEqualTo(1);
    assertThat(err.toString()).contains("can't be decided here", "tried again at c1");
    assertThat(at("conflicts", "resolve", "--all", "--kind", "held", "ours")).isZero();
    assertThat(out.toString()).contains("1 held rows are left out", "nothing was done");
  }
}
