package io.bactrian.web;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What waits for a person in the tests of the page. */
final class Rows {
  static final String SCRIPT =
      "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>";
  static final String TURNED = "\u202Egnp.exe \u001B[31mred\u0007";
  static final int LONG = 1 << 20;
  static final int MANY = 10_000;
  private static final int CONFLICTS = 12;
  private static final int MANY_FROM = 1_000_000;

  private Rows() {}

  /**
   * Articles 1 to 12 are changed at both sites; 101 to 105 can't stand at the hub, the last three
   * with hostile values. As in earnest.
   */
  static void seed(WebSite hq, WebSite c1) throws Exception {
    for (int id = 1; id <= CONFLICTS; id++) {
      hq.sql("insert into article values (%d, 'pen %d', 1.50, 10, null)".formatted(id, id));
    }
    hq.sql("insert into offer values (1, 1, 'spring')", "insert into offer values (2, 1, 'may')");
    turn(hq, c1);
    hq.sql("update article set price = 2.00, stock = 20");
    c1.sql("update article set price = 3.00, stock = 30");
    hq.sql("alter table article add constraint few check (id < 100 or stock < 5)");
    parked(c1, 101, "ink");
    parked(c1, 102, "ink");
    parked(c1, 103, SCRIPT);
    parked(c1, 104, TURNED);
    parked(c1, 105, "x".repeat(LONG));
    turn(hq, c1);
  }

  private static void parked(WebSite c1, int id, String title) throws Exception {
    c1.sql("insert into article values (%d, '%s', 4.00, 9, null)".formatted(id, title));
  }

  /** Conflicts with c2, as many as a bad day brings. */
  static void seedMany(WebSite hq) {
    Table table = hq.site.database().schema().table("article");
    List<Integer> price = List.of(table.position("price"));
    List<ConflictRecord> many = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      String id = "" + (MANY_FROM + i);
      Row base = Row.of(id, "pen", "1.50", "10", null);
      Row ours = Row.of(id, "pen", "2.00", "10", null);
      Row theirs = Row.of(id, "pen", "3.00", "10", null);
      many.add(
          new ConflictRecord(
              "many-" + i,
              7,
              new Conflict(Kind.UPDATE_UPDATE, table, price, base, ours, theirs, "c2"),
              new Decision(ours, "manual", 1, true)));
    }
    hq.site.conflicts().save(many, Instant.parse("2020-01-01T00:00:00Z"));
  }

  /** Both take turns until both have all. */
  static void turn(WebSite hq, WebSite c1) throws Exception {
    for (int turn = 0; turn < 2; turn++) {
      hq.exchange();
      c1.exchange();
    }
    hq.exchange();
  }
}
