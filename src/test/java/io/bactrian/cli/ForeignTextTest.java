package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.site.Site;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What data says never steers the terminal of who looks at it, whichever command shows it. */
class ForeignTextTest extends CommandsAtSite {
  /** Title, bell, colour, C1, other directions, lines of all kinds, nothing to be seen. */
  private static final String EVIL =
      "a\u001b]0;t\u0007\u001b[31mb\u009b1m\rc\nERROR d\u202ee\u2066f\u2028g\u200bh\u007f\u0085i";

  @BeforeEach
  void database() throws Exception {
    sql("create table item (sku varchar(200) primary key, \"n" + EVIL + "\" varchar(200))");
    sql("create table \"t" + EVIL + "\" (id int primary key)");
    assertThat(init()).as("%s", err).isZero();
    Path settings = site.resolve("application.properties");
    Files.writeString(settings, Files.readString(settings).replace("start = load", "start = log"));
    assertThat(at("install")).as("%s", err).isZero();
    sql("insert into item values ('" + EVIL + "', '" + EVIL + "')");
    sql("update item set \"n" + EVIL + "\" = 'x'");
  }

  /** Runs a command and looks at all that it printed. */
  @Override
  int at(String... command) {
    int code = super.at(command);
    String all = out + "" + err;
    List<String> steering =
        all.codePoints()
            .filter(
                c ->
                    c != '\n'
                        && (Character.isISOControl(c)
                            || Character.getType(c) == Character.FORMAT
                            || c == 0x2028
                            || c == 0x2029))
            .mapToObj(Integer::toHexString)
            .toList();
    assertThat(steering).as(all).isEmpty();
    assertThat(all.lines().noneMatch(line -> line.startsWith("ERROR d"))).as(all).isTrue();
    return code;
  }

  @Test
  void check_shows_names_of_tables_and_columns() throws Exception {
    Files.writeString(site.resolve("transformers/shop-to-shop.yaml"), "foo: bar\n");
    sql("alter table \"t" + EVIL + "\" add column more int");
    assertThat(at("check")).isEqualTo(3);
    assertThat(out.toString()).contains("`ta\\u{1b}]0;t\\u{7}");
    assertThat(at("check", "--json")).isEqualTo(3);
    assertThat(Jsoner.deserialize(out.toString()).toString()).contains("`ta\\u{1b}");
  }

  @Test
  void changelog_shows_keys_and_values() throws Exception {
    assertThat(at("sync")).isEqualTo(1); // captured; XML has no such names
    assertThat(err.toString()).contains("control character");
    assertThat(at("changelog", "--values")).isZero();
    assertThat(out.toString()).contains("key a\\u{1b}]0;t\\u{7}", "na\\u{1b}]0", "after: sku=a\\u");
    assertThat(at("changelog", "--values", "--key", EVIL, "--json")).isZero();
    JsonObject first =
        (JsonObject) Jsoner.deserialize(out.toString().lines().findFirst().orElseThrow());
    assertThat(first.getString("key")).isEqualTo(EVIL);
    assertThat(first.<JsonObject>getMap("after")).containsEntry("n" + EVIL, EVIL);
    assertThat(at("changelog", "--table", "t" + EVIL + "x")).isZero();
    assertThat(err.toString()).contains("is not tracked");
  }

  @Test
  void conflicts_show_spokes_rules_keys_and_values() throws Exception {
    try (Site opened = Site.open(site)) {
      Table item = opened.database().schema().table("item");
      Row row = Row.of(EVIL, EVIL);
      for (boolean open : new boolean[] {true, false}) {
        Conflict conflict = new Conflict(Kind.UPDATE_UPDATE, item, List.of(1), row, row, row, EVIL);
        opened
            .conflicts()
            .save(
                List.of(
                    new ConflictRecord(
                        "c" + open + EVIL, 1, conflict, new Decision(row, EVIL, 1, open))),
                Instant.EPOCH);
      }
    }
    assertThat(at("conflicts", "list", "--all")).isZero();
    assertThat(out.toString()).contains("2 in all", "\\u{1b}");
    assertThat(at("conflicts", "show", "ctrue")).isZero();
    assertThat(out.toString()).contains("key a\\u{1b}]0;t\\u{7}", "* na\\u{1b}");
    assertThat(at("conflicts", "list", "--all", "--json")).isZero();
    JsonArray all = (JsonArray) Jsoner.deserialize(out.toString());
    assertThat(all).hasSize(2).allMatch(q -> EVIL.equals(((JsonObject) q).getString("spoke")));
    assertThat(at("conflicts", "resolve", "ctrue", "no" + EVIL)).isEqualTo(1);
    assertThat(at("conflicts", "resolve", "ctrue", EVIL + "=1")).isEqualTo(1);
    assertThat(at("conflicts", "resolve", "ctrue", "ours", "--by", EVIL)).isZero();
    assertThat(at("conflicts", "list", "--all")).isZero();
  }

  @Test
  void status_shows_reasons() throws Exception {
    JsonObject trouble = new JsonObject();
    trouble.put("reason", EVIL);
    trouble.put("since", Instant.EPOCH.toString());
    trouble.put("next", Instant.EPOCH.toString());
    trouble.put("count", 1);
    trouble.put("tries", 1);
    trouble.put("number", Long.MAX_VALUE);
    trouble.put("route", EVIL);
    JsonObject running = new JsonObject();
    running.put("process", ProcessHandle.current().pid());
    running.put("outages", new JsonArray(List.of(trouble)));
    running.put("holds", new JsonObject(Map.of("c1", trouble)));
    Files.writeString(site.resolve("running.json"), running.toJson());
    assertThat(at("status")).isZero();
    assertThat(out.toString()).contains("fails: a\\u{1b}", "on hold", "  a\\u{1b}]0;t\\u{7}");
    assertThat(at("status", "--json")).isZero();
    assertThat(Jsoner.deserialize(out.toString()).toString()).contains(EVIL);
    sql("drop table bactrian_wait");
    assertThat(at("status")).isEqualTo(1);
  }
}
