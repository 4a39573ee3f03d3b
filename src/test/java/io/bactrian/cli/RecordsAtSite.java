package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.decide.Decisions;
import io.bactrian.site.Site;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** Commands at a hub with rules, and records of conflicts that tests make. */
abstract class RecordsAtSite extends CommandsAtSite {
  static final Row BASE = Row.of("a1", "7", "10");
  static final Row OURS = Row.of("a1", "7", "20");
  static final Row THEIRS = Row.of("a1", "7", "30");
  Site opened;
  Decisions decisions;
  Table item;

  @BeforeEach
  final void rules() throws Exception {
    sql("create table customer (id int primary key, name varchar(20))");
    sql(
        "create table item (sku varchar(20) primary key, owner int references customer, price int)");
    assertThat(init()).isZero();
    Path rules = Files.createDirectories(site.resolve("conflict-rules")).resolve("shop.yaml");
    Files.writeString(
        rules,
        """
        version: 4
        tables:
          item:
            rule: hub
            columns: {price: spoke}
            on: {update-delete: manual}
            when: [{if: "${ours[owner]} == 9", rule: manual}]
        """);
    assertThat(at("install")).isZero();
    sql("insert into customer values (7, 'Ann')");
  }

  final void with(Work work) throws Exception {
    try (Site now = Site.open(site)) {
      opened = now;
      decisions = now.decisions();
      item = now.database().schema().table("item");
      work.run();
    }
  }

  /** Steps on the opened site. */
  interface Work {
    void run() throws Exception;
  }

  final void saved(String id, Row ours, Row theirs, Decision decision) {
    Kind kind = ours == null || theirs == null ? Kind.UPDATE_DELETE : Kind.UPDATE_UPDATE;
    Conflict conflict = new Conflict(kind, item, List.of(2), BASE, ours, theirs, "c1");
    opened.conflicts().save(List.of(new ConflictRecord(id, 3, conflict, decision)), Instant.EPOCH);
  }

  static Decision byRule(String rule, Row row) {
    return new Decision(row, rule, 4, rule.equals("manual"));
  }

  final String price() throws SQLException {
    return one("select price from item where sku = 'a1'");
  }
}
