package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Item.Request.What;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole sites with two tables that refer to each other, and unique values that are swapped. */
abstract class CirclesContract {
  private static final String[] TABLES = {
    "create table team (id int primary key, name varchar(20) not null, head int not null,"
        + " constraint of_name unique (name))",
    "create table member (id int primary key, team int references team (id), seat int not null,"
        + " box int not null, constraint of_seat unique (box, seat))",
    "alter table team add constraint of_head foreign key (head) references member (id)"
  };

  private static final String TEAMS = "select id, name, head from team order by id";
  private static final String MEMBERS = "select id, team, seat, box from member order by id";

  @TempDir private Path dir;

  /** URL and user of a new, empty database, as settings. */
  abstract String database() throws Exception;

  private TestSite install(String id, String role) throws Exception {
    boolean hub = role.equals("hub");
    String settings =
        hub
            ? "partner.c1.endpoint = file:../to-c1/new\npartner.c1.source = file:../to-hq/new\n"
            : "partner.hq.endpoint = file:../to-hq/new\npartner.hq.source = file:../to-c1/new\n";
    Map<String, String> files = new LinkedHashMap<>();
    files.put(
        "application.properties",
        "site.id = %s\nsite.role = %s\nsite.system = store\nfiles.interval = 10 ms\n%s%s"
                .formatted(id, role, database(), settings)
            + "partner.%s.system = store\nchangelog.uri = embedded\n".formatted(hub ? "c1" : "hq"));
    String table = hub ? "destination: all" : "";
    files.put("tables.yaml", "tables:\n  team: {%s}\n  member: {%s}\n".formatted(table, table));
    files.put(
        "transformers/store-to-store.yaml", "version: 1\nfrom: store\nto: store\nidentity: true\n");
    files.put("conflict-rules/store.yaml", "version: 1\ntables:\n  team: {rule: hub}\n");
    return TestSite.install(dir.resolve(id), files, TABLES);
  }

  @Test
  void tables_that_refer_to_each_other_are_loaded_and_their_values_swapped_at_both_ends()
      throws Exception {
    try (TestSite hq = install("hq", "hub");
        TestSite c1 = install("c1", "spoke")) {
      hq.sql(
          "insert into member (id, seat, box) select x, x, 1 from " + numbers(202),
          "insert into team select id, 'team ' || id, id from member where id <= 101",
          "update member set team = 102 - id where id <= 101",
          "delete from bactrian_change");
      hq.start();
      c1.start();
      hq.site().loader("c1").ask(What.LOAD, false);
      turns(hq, c1);
      assertThat(c1.rows("select count(*) from member where team is not null"))
          .containsExactly("101");
      without("of_name unique (name)", hq, "team", "name = 'team ' || (1 + mod(id, 3))", "id <= 3");
      turns(hq, c1);
      assertThat(c1.rows("select name from team where id <= 3 order by id"))
          .containsExactly("team 2", "team 3", "team 1");
      without("of_seat unique (box, seat)", c1, "member", "seat = 3 - seat", "id <= 2");
      turns(hq, c1);
      assertThat(hq.rows("select seat from member where id <= 3 order by id"))
          .containsExactly("2", "1", "3");
      assertThat(hq.status().streams().get(0).waiting()).isEmpty();
      assertThat(c1.status().streams().get(0).waiting()).isEmpty();
    }
  }

  /** As people do it where their database checks at once. */
  private static void without(
      String constraint, TestSite site, String table, String set, String where) throws Exception {
    site.sql(
        "alter table %s drop constraint %s".formatted(table, constraint.split(" ")[0]),
        "update %s set %s where %s".formatted(table, set, where),
        "alter table %s add constraint %s".formatted(table, constraint));
  }

  private static String numbers(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(n -> "(" + n + ")")
        .collect(Collectors.joining(", ", "(values ", ") v(x)"));
  }

  private static void turns(TestSite hq, TestSite c1) throws Exception {
    for (TestSite site : List.of(hq, c1, hq, c1, hq, c1, hq, c1)) {
      assertThat(site.exchange()).isEmpty();
    }
    assertThat(c1.rows(TEAMS)).isNotEmpty().isEqualTo(hq.rows(TEAMS));
    assertThat(c1.rows(MEMBERS)).isNotEmpty().isEqualTo(hq.rows(MEMBERS));
  }
}
