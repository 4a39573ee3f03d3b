package io.bactrian.database;

import static io.bactrian.database.TestDatabase.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.OutboxRecord.MarkerFor;
import io.bactrian.apply.OutboxRecord.VerdictFor;
import io.bactrian.capture.Outbox;
import io.bactrian.capture.Outbox.NumberRange;
import io.bactrian.changelog.Head;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.destination.Destinations;
import io.bactrian.problem.ProblemException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What capture may rely on, whatever the database. */
abstract class OutboxContract extends OutboxFixture {
  private static final Head FIRST = new Head(1, 1, "n", 5, 0);

  private static Row after(LogEntry entry) {
    return ((Item.Change) entry.item()).after();
  }

  @Test
  void a_new_outbox_is_empty_and_has_the_first_head() {
    assertThat(outbox.isEmpty()).isTrue();
    assertThat(outbox.head()).isEqualTo(Head.EMPTY);
    assertThat(read(0)).isEmpty();
  }

  @Test
  void the_probe_gives_one_row_as_long_as_there_are_any() throws Exception {
    assertThat(TestDatabase.rows(db, dialect.outboxProbe())).isEmpty();
    run(db, "insert into \"item\" values (1, 'x')", "insert into \"item\" values (2, 'x')");
    assertThat(TestDatabase.rows(db, dialect.outboxProbe())).hasSize(1);
    List<NumberRange> all = List.of(new NumberRange(0, 1_000));
    outbox.clear(all, Head.EMPTY, FIRST);
    assertThat(TestDatabase.rows(db, dialect.outboxProbe())).isEmpty();
  }

  @Test
  void the_ping_gives_one_row_even_without_side_tables() throws Exception {
    new Tracking(dialect).uninstall(db, true);
    assertThat(TestDatabase.rows(db, dialect.ping())).hasSize(1);
  }

  @Test
  void changes_come_with_dense_positions_and_the_destinations_of_both_images() throws Exception {
    run(db, "insert into \"item\" values (1, 'c1')", "insert into \"own\" values (1)");
    db.setAutoCommit(false);
    run(db, "update \"item\" set \"owner\" = 'c2'", "delete from \"item\"");
    db.commit();
    assertThat(outbox.isEmpty()).isFalse();
    List<LogEntry> entries = read(41);
    assertThat(entries).extracting(LogEntry::position).containsExactly(42L, 43L, 44L, 45L);
    assertThat(entries)
        .extracting(LogEntry::lastOfTransaction)
        .containsExactly(true, true, false, true);
    assertThat(entries)
        .extracting(LogEntry::before)
        .containsExactly(
            Destinations.NONE, Destinations.NONE, Destinations.of("c1"), Destinations.of("c2"));
    assertThat(entries)
        .extracting(LogEntry::after)
        .containsExactly(
            Destinations.of("c1"), Destinations.NONE, Destinations.of("c2"), Destinations.NONE);
    assertThat(entries.get(2).item())
        .isEqualTo(new Item.Change(schema.table("item"), Row.of("1", "c1"), Row.of("1", "c2")));
    assertThat(entries.get(0).at())
        .isBetween(
            java.time.Instant.now().minusSeconds(60), java.time.Instant.now().plusSeconds(60));
  }

  @Test
  void large_rows_come_as_they_were_written() throws Exception {
    String[] texts = {"\ud83d\udc2b,x ".repeat(900_000), "0123456789abcdef".repeat(400_000)};
    Table item = schema.table("item");
    for (int i = 0; i < texts.length; i++) {
      try (PreparedStatement insert =
          db.prepareStatement(
              "insert into bactrian_change (number, transaction, at, kind, table_name, before, after)"
                  + " values (nextval('bactrian_number'), '7', current_timestamp, 'C', 'item', ?, ?)")) {
        insert.setString(1, i == 0 ? null : Row.of("1", texts[i - 1]).text());
        insert.setString(2, Row.of("1", texts[i]).text());
        insert.executeUpdate();
      }
    }
    assertThat(read(0))
        .extracting(LogEntry::item)
        .containsExactly(
            new Item.Change(item, null, Row.of("1", texts[0])),
            new Item.Change(item, Row.of("1", texts[0]), Row.of("1", texts[1])));
  }

  @Test
  void transactions_come_whole_in_the_order_of_their_last_numbers() throws Exception {
    run(db, "insert into \"item\" values (0, 'x')");
    try (Connection slow = source.getConnection();
        Connection other = source.getConnection()) {
      slow.setAutoCommit(false);
      other.setAutoCommit(false);
      run(slow, "insert into \"item\" values (1, 'x')");
      run(other, "insert into \"item\" values (2, 'x')");
      run(slow, "insert into \"item\" values (3, 'x')");
      run(other, "insert into \"item\" values (4, 'x')");
      run(db, "insert into \"item\" values (5, 'x')");
      run(slow, "insert into \"item\" values (6, 'x')");
      other.commit();
      slow.commit();
    }
    run(db, "insert into \"item\" values (7, 'x')");
    List<LogEntry> entries = read(0);
    assertThat(entries)
        .extracting(entry -> after(entry).get(0))
        .containsExactly("0", "2", "4", "5", "1", "3", "6", "7");
    assertThat(entries)
        .extracting(LogEntry::lastOfTransaction)
        .containsExactly(true, false, true, true, false, false, true, true);
  }

  @Test
  void only_what_was_read_under_the_snapshot_is_cleared() throws Exception {
    try (Connection late = source.getConnection()) {
      late.setAutoCommit(false);
      run(db, "insert into \"item\" values (1, 'x')");
      run(late, "insert into \"item\" values (2, 'x')");
      run(db, "insert into \"item\" values (3, 'x')", "insert into \"item\" values (4, 'x')");
      List<NumberRange> numbers;
      try (Outbox.Batch batch = outbox.read(0, conflicts::add)) {
        batch.next();
        late.commit();
        run(db, "insert into \"item\" values (5, 'x')");
        batch.forEachRemaining(entry -> {});
        numbers = batch.numbers();
      }
      assertThat(numbers).hasSize(2);
      outbox.clear(numbers, Head.EMPTY, FIRST);
      assertThat(outbox.head()).isEqualTo(FIRST);
      assertThat(read(5)).extracting(entry -> after(entry).get(0)).containsExactly("2", "5");
    }
  }

  @Test
  void numbers_hold_only_what_was_passed() throws Exception {
    run(db, "insert into \"item\" values (1, 'x')", "insert into \"item\" values (2, 'x')");
    try (Outbox.Batch batch = outbox.read(0, conflicts::add)) {
      assertThat(batch.hasNext()).isTrue();
      assertThat(batch.numbers()).isEmpty();
      long number = batch.next().number();
      assertThat(batch.hasNext()).isTrue();
      assertThat(batch.numbers()).containsExactly(new NumberRange(number, number));
    }
  }

  @Test
  void a_head_that_is_not_the_expected_one_clears_nothing() throws Exception {
    run(db, "insert into \"item\" values (1, 'x')");
    List<NumberRange> all = List.of(new NumberRange(0, 1_000));
    assertThatThrownBy(() -> outbox.clear(all, FIRST, new Head(1, 2, "m", 6, 5)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("not at batch 1");
    outbox.clear(List.of(), Head.EMPTY, FIRST);
    assertThatThrownBy(() -> outbox.clear(all, Head.EMPTY, new Head(1, 1, "m", 1, 0)))
        .isInstanceOf(ProblemException.class);
    Head other = new Head(1, 1, "other", 5, 0);
    assertThatThrownBy(() -> outbox.clear(all, other, FIRST)).isInstanceOf(ProblemException.class);
    assertThat(outbox.isEmpty()).isFalse();
    outbox.clear(all, FIRST, new Head(1, 2, "m", 6, 5));
    assertThat(outbox.isEmpty()).isTrue();
  }

  @Test
  void what_the_applier_answers_goes_to_the_one_site_and_conflicts_are_handed_over()
      throws Exception {
    VerdictFor verdict =
        new VerdictFor(
            "c7",
            new Item.Verdict("a", Key.of("1"), 3, false, List.of()),
            9,
            List.of(new RowId("item", Key.of("1"))),
            true);
    ConflictRecord conflict =
        new ConflictRecord(
            "f1",
            3,
            new Conflict(
                Kind.DELETE_DELETE, schema.table("item"), List.of(), null, null, null, "c7"),
            new Decision(null, "hub", 1, false));
    MarkerFor marker = new MarkerFor("c7", new Item.Marker(1, 3));
    db.setAutoCommit(false);
    run(db, "insert into \"item\" values (1, 'x')");
    append(db, conflict);
    append(db, verdict);
    append(db, marker);
    append(db, conflict);
    db.commit();
    try (Outbox.Batch batch = outbox.read(0, conflicts::add)) {
      assertThat(batch.next().lastOfTransaction()).isFalse();
      assertThat(batch.verdict()).isNull();
      assertThat(batch.taken()).hasSize(2);
      LogEntry answer = batch.next();
      assertThat(batch.taken()).containsExactly(answer.number());
      assertThat(answer.item()).isEqualTo(verdict.verdict());
      assertThat(answer.after()).isEqualTo(Destinations.of("c7"));
      assertThat(batch.verdict()).isEqualTo(verdict);
      LogEntry last = batch.next();
      assertThat(last.item()).isEqualTo(marker.marker());
      assertThat(last.position()).isEqualTo(3);
      assertThat(last.lastOfTransaction()).isTrue();
      assertThat(batch.taken()).containsExactly(last.number(), last.number() + 1);
      assertThat(batch.hasNext()).isFalse();
      assertThat(batch.numbers()).hasSize(1);
      NumberRange all = batch.numbers().get(0);
      assertThat(all.last() - all.first()).isEqualTo(4);
    }
    assertThat(conflicts).containsExactly(conflict, conflict);
  }

  @Test
  void changes_of_a_table_that_is_not_tracked_put_it_on_hold() throws Exception {
    run(db, "insert into \"item\" values (1, 'x')");
    Outbox blind = new JdbcOutbox(source, dialect, schema.only(List.of("own")), Map.of());
    try (Outbox.Batch batch = blind.read(0, conflicts::add)) {
      assertThatThrownBy(batch::next)
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("`item`");
    }
  }

  /** The first ends after the second and the third begin, the third after all. */
  @Test
  void a_transaction_that_overlaps_one_before_the_last_is_whole() throws Exception {
    String row =
        "insert into bactrian_change (number, transaction, at, kind, table_name, after)"
            + " values (%d, '%s', current_timestamp, 'C', 'item', '(%1$d,a)')";
    run(
        db,
        row.formatted(11, "x"),
        row.formatted(12, "y"),
        row.formatted(13, "z"),
        row.formatted(14, "x"),
        row.formatted(15, "z"));
    assertThat(read(0)).extracting(LogEntry::transaction).containsExactly("y", "x", "x", "z", "z");
  }
}
