package io.bactrian.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.conflict.RulesText;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which rules files are kept, and how long. */
abstract class RulesHistoryContract {
  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
  private static final Table ITEM =
      new Table(
          "item",
          List.of(
              new Column("id", LogicalType.INTEGER, "bigint", 0, -1, false, true),
              new Column("name", LogicalType.TEXT, "text", 0, -1, true, false)));

  private ChangelogStore store;
  private RulesHistory rules;

  /** A new, empty store. */
  abstract ChangelogStore open();

  @BeforeEach
  void start() {
    store = open();
    rules = new RulesHistory(store);
  }

  @AfterEach
  void stop() {
    store.database().drop();
    store.close();
  }

  private static RulesText text(String rule) {
    return new RulesText(List.of(new RulesText.File("conflict-rules/hq.yaml", rule)));
  }

  private static Instant day(int day) {
    return NOON.plus(Duration.ofDays(day));
  }

  private long stored() {
    return store.database().getCollection("conflict_rules").countDocuments();
  }

  @Test
  void each_text_is_kept_once_and_found_by_the_versions_of_its_files() {
    rules.keep(text("hub"), Set.of(3, 0), day(0));
    rules.keep(text("hub"), Set.of(3, 0), day(1));
    rules.keep(text("spoke"), Set.of(4, 0), day(2));
    rules.keep(text("hub, but another"), Set.of(3, 0), day(3));
    rules.keep(text("hub"), Set.of(3, 0), day(4));
    assertThat(stored()).isEqualTo(3);
    assertThat(rules.of(3))
        .extracting(kept -> kept.text().files().get(0).text())
        .as("the newest first")
        .containsExactly("hub", "hub, but another");
    assertThat(rules.of(3).get(0).since()).isEqualTo(day(0));
    assertThat(rules.of(3).get(0).last()).isEqualTo(day(4));
    assertThat(rules.of(4)).extracting(RulesHistory.Kept::text).containsExactly(text("spoke"));
    assertThat(rules.of(0)).hasSize(3);
    assertThat(rules.of(9)).isEmpty();
  }

  @Test
  void rules_are_needed_while_in_use_while_a_record_has_their_version_and_for_a_day() {
    rules.keep(text("one"), Set.of(1), day(0));
    rules.keep(text("two"), Set.of(2), day(1));
    rules.keep(text("three"), Set.of(3), day(2));
    rules.keep(text("four"), Set.of(4), day(3));
    Row row = Row.of("1", "a");
    Conflict conflict = new Conflict(Kind.UPDATE_UPDATE, ITEM, List.of(1), row, row, row, "c1");
    new ConflictLog(store)
        .save(
            List.of(new ConflictRecord("k", 7, conflict, new Decision(row, "hub", 2, false))),
            NOON);
    Instant soon = day(3).plus(Duration.ofHours(23));
    assertThat(rules.unneeded(soon))
        .extracting(RulesHistory.Kept::text)
        .containsExactly(text("one"));
    List<RulesHistory.Kept> later = rules.unneeded(day(5));
    assertThat(later)
        .extracting(RulesHistory.Kept::text)
        .containsExactly(text("one"), text("three"));
    rules.delete(later.stream().map(RulesHistory.Kept::id).toList());
    assertThat(rules.unneeded(day(5))).isEmpty();
    assertThat(stored()).isEqualTo(2);
  }

  @Test
  void what_is_too_long_for_a_document_is_not_kept_and_the_oldest_of_too_many_go() {
    rules.keep(text("x".repeat(RulesHistory.LONGEST + 1)), Set.of(1), NOON);
    assertThat(stored()).isZero();
    store
        .database()
        .getCollection("conflict_rules")
        .insertMany(
            IntStream.range(0, RulesHistory.MOST + 1)
                .mapToObj(
                    i ->
                        new Document("_id", "rule " + i)
                            .append("files", List.of())
                            .append("versions", List.of(i))
                            .append("since", Date.from(NOON.plusSeconds(i)))
                            .append("last", Date.from(NOON.plusSeconds(i))))
                .toList());
    rules.keep(text("the newest"), Set.of(9_999), day(1));
    assertThat(stored()).isEqualTo(RulesHistory.MOST);
    assertThat(rules.of(1)).isEmpty();
    assertThat(rules.of(2)).hasSize(1);
    assertThat(rules.of(9_999)).hasSize(1);
  }
}
