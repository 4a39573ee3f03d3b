package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.WaitText;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.site.Site;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Parked changes on the command line: decided with other values, and selected by their age. */
class ParkedCommandsTest extends CommandsAtSite {
  private static final String PARKED = "select count(*) from bactrian_wait where kind = 'PARKED'";

  @BeforeEach
  void dearRowsAreParked() throws Exception {
    sql("create table item (sku varchar(20) primary key, price int check (price < 10))");
    assertThat(init()).isZero();
    assertThat(at("install")).isZero();
    Instant now = Instant.now();
    try (Site opened = Site.open(site)) {
      Table item = opened.database().schema().table("item");
      parked(item, "a1", now.minus(Duration.ofDays(3)));
      parked(item, "a2", now);
      parked(item, "a3", null);
    }
  }

  private void parked(Table item, String sku, Instant since) throws Exception {
    Item.Change change = new Item.Change(item, null, Row.of(sku, "50"));
    waits("PARKED", sku, "a check refused it", WaitText.of(change), since);
  }

  private List<String> listed(String... options) throws Exception {
    List<String> words = new ArrayList<>(List.of("conflicts", "list", "--json"));
    words.addAll(List.of(options));
    assertThat(at(words.toArray(String[]::new))).as("%s", err).isZero();
    JsonArray all = (JsonArray) Jsoner.deserialize(out.toString());
    return all.stream().map(each -> ((JsonObject) each).getString("key")).toList();
  }

  private String id(String key) throws Exception {
    assertThat(at("conflicts", "list", "--json", "--key", key)).as("%s", err).isZero();
    return ((JsonObject) ((JsonArray) Jsoner.deserialize(out.toString())).get(0)).getString("id");
  }

  @Test
  void a_parked_change_is_written_with_the_value_that_a_person_gives() throws Exception {
    String id = id("a1");
    assertThat(at("conflicts", "resolve", id, "--value", "price=7", "--by", "ann")).isZero();
    assertThat(out.toString()).contains("written with these values", "its spoke gets the row");
    assertThat(ask("select price from item where sku = 'a1'")).isEqualTo("7");
    assertThat(listed("--kind", "parked")).containsExactlyInAnyOrder("a2", "a3");
  }

  @Test
  void a_value_that_is_refused_again_leaves_it_parked_as_it_came() throws Exception {
    String id = id("a1");
    assertThat(at("conflicts", "resolve", id, "--value", "price=60")).isZero();
    assertThat(out.toString()).contains("refused again: it stays parked");
    assertThat(ask("select count(*) from item")).isEqualTo("0");
    assertThat(ask(PARKED)).isEqualTo("3");
    assertThat(at("conflicts", "show", id)).isZero();
    assertThat(out.toString()).contains("50").doesNotContain("60");
  }

  @Test
  void what_is_no_value_of_the_row_is_refused_in_words() throws Exception {
    String id = id("a1");
    for (String value : List.of("colour=red", "price=dear", "price")) {
      assertThat(at("conflicts", "resolve", id, "--value", value)).as(value).isEqualTo(1);
      assertThat(err.toString()).as(value).doesNotContain("Exception");
    }
    assertThat(at("conflicts", "resolve", id, "ours", "--value", "price=7")).isEqualTo(2);
    assertThat(at("conflicts", "resolve", "--all", "--value", "price=7")).isEqualTo(2);
    assertThat(ask(PARKED)).isEqualTo("3");
  }

  @Test
  void waiting_rows_are_selected_by_their_age_where_it_is_known() throws Exception {
    assertThat(listed("--older", "1d")).containsExactly("a1");
    assertThat(listed("--older", "4d")).isEmpty();
    assertThat(listed()).hasSize(3);
  }

  @Test
  void those_that_wait_for_long_are_dropped_together_and_kept_in_records() throws Exception {
    assertThat(at("conflicts", "resolve", "--all", "--older", "1d", "ours")).isEqualTo(1);
    assertThat(out.toString()).contains("1 to be dropped, kept in a record");
    assertThat(ask(PARKED)).isEqualTo("3");
    assertThat(at("conflicts", "resolve", "--all", "--older", "1d", "ours", "--yes"))
        .as("%s", err)
        .isZero();
    assertThat(out.toString()).contains("Decided: 1.");
    assertThat(listed("--kind", "parked")).containsExactlyInAnyOrder("a2", "a3");
  }
}
