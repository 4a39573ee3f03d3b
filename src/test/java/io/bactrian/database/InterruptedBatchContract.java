package io.bactrian.database;

import static io.bactrian.database.TestDatabase.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.OutboxRecord.MarkerFor;
import io.bactrian.apply.OutboxRecord.VerdictFor;
import io.bactrian.capture.Outbox;
import io.bactrian.changelog.ChangelogStore;
import io.bactrian.changelog.ConflictLog;
import io.bactrian.changelog.Head;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changelog.MongoChangelog;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.RowId;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.problem.ProblemException;
import io.bactrian.route.Capture;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A crash between the changelog's head and the outbox, and what was done to the outbox since. */
abstract class InterruptedBatchContract extends OutboxFixture {
  private static final String ROWS = "select count(*) from bactrian_change";

  @TempDir private Path folder;
  private ChangelogStore store;
  private MongoChangelog changelog;
  private ConflictLog conflictLog;

  @BeforeEach
  void openChangelog() {
    store = ChangelogStore.embedded(folder, Duration.ofSeconds(10));
    changelog = new MongoChangelog(store.database(), store.blocks(), this::id);
    conflictLog = new ConflictLog(store);
  }

  @AfterEach
  void closeChangelog() {
    store.close();
  }

  private String id() {
    return UUID.randomUUID().toString();
  }

  /** The process ends just before the outbox is cleared. */
  private record Killed(Outbox outbox) implements Outbox {
    @Override
    public boolean isEmpty() {
      return outbox.isEmpty();
    }

    @Override
    public Head head() {
      return outbox.head();
    }

    @Override
    public Batch read(long position, Consumer<ConflictRecord> conflicts) {
      return outbox.read(position, conflicts);
    }

    @Override
    public void clear(List<NumberRange> numbers, Head expected, Head head) {
      throw new IllegalStateException("killed");
    }
  }

  private void capture(Outbox from) {
    Capture capture =
        new Capture(from, changelog, conflictLog, () -> {}, this::id, Clock.systemUTC(), () -> 0);
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    try {
      Iterator<Document> blocks = capture.openBatch(exchange);
      blocks.forEachRemaining(store.database().getCollection("log")::insertOne);
      capture.commitBatch(exchange);
    } finally {
      capture.closeBatch(exchange);
    }
  }

  /** Two rows of one transaction and one of another are in the log, and still in the outbox. */
  private void crash() throws Exception {
    db.setAutoCommit(false);
    run(db, "insert into \"item\" values (1, 'x')", "insert into \"item\" values (2, 'x')");
    db.commit();
    db.setAutoCommit(true);
    run(db, "update \"item\" set \"owner\" = 'y' where \"id\" = 1");
    killed();
  }

  private void killed() {
    assertThatThrownBy(() -> capture(new Killed(outbox))).hasMessage("killed");
  }

  private List<String> items() {
    List<String> items = new ArrayList<>();
    try (var entries = changelog.read(0, changelog.head().position())) {
      entries.forEachRemaining(entry -> items.add(text(entry)));
    }
    return items;
  }

  private static String text(LogEntry entry) {
    return entry.item() instanceof Item.Change change
        ? change.after().text()
        : entry.item().getClass().getSimpleName();
  }

  private void refused() throws Exception {
    Head known = outbox.head();
    List<String> rows = TestDatabase.rows(db, ROWS);
    assertThatThrownBy(() -> capture(outbox))
        .isInstanceOf(ProblemException.class)
        .hasMessageContainingAll(
            "Capture stands still",
            "The database was restored from an older backup",
            "Nothing is captured, and nothing is deleted",
            "run `bactrian recover`");
    assertThat(outbox.head()).isEqualTo(known);
    assertThat(TestDatabase.rows(db, ROWS)).isEqualTo(rows);
  }

  @Test
  void what_the_crash_left_is_cleared_and_captured_once() throws Exception {
    crash();
    capture(outbox);
    assertThat(outbox.head()).isEqualTo(changelog.head());
    assertThat(TestDatabase.rows(db, ROWS)).containsExactly("0");
    assertThat(items()).containsExactly("(1,x)", "(2,x)", "(1,y)");
  }

  @Test
  void transactions_that_ended_since_are_captured_even_if_their_numbers_are_lower()
      throws Exception {
    try (Connection slow = source.getConnection();
        Connection slower = source.getConnection()) {
      slow.setAutoCommit(false);
      slower.setAutoCommit(false);
      run(slow, "insert into \"item\" values (8, 'slow')");
      run(slower, "insert into \"item\" values (9, 'slow')");
      crash();
      run(slower, "insert into \"item\" values (10, 'slow')");
      slow.commit();
      slower.commit();
    }
    capture(outbox);
    assertThat(TestDatabase.rows(db, ROWS)).containsExactly("0");
    assertThat(items())
        .containsExactly("(1,x)", "(2,x)", "(1,y)", "(8,slow)", "(9,slow)", "(10,slow)");
  }

  @Test
  void what_is_not_in_the_log_of_a_transaction_goes_with_it() throws Exception {
    db.setAutoCommit(false);
    run(db, "insert into \"item\" values (7, 'judged')");
    append(db, conflict("f1"));
    append(db, verdict(true));
    append(db, verdict(false));
    append(db, new MarkerFor("c7", new Item.Marker(1, 3)));
    append(db, conflict("f2"));
    db.commit();
    db.setAutoCommit(true);
    run(db, "insert into \"item\" values (1, 'later')");
    killed();
    run(db, "insert into \"item\" values (2, 'later')");
    capture(outbox);
    assertThat(TestDatabase.rows(db, ROWS)).containsExactly("0");
    assertThat(items())
        .containsExactly("(7,judged)", "Verdict", "Marker", "(1,later)", "(2,later)");
    assertThat(conflictLog.list(false, 9)).hasSize(2);
  }

  private ConflictRecord conflict(String id) {
    return new ConflictRecord(
        id,
        3,
        new Conflict(Kind.DELETE_DELETE, schema.table("item"), List.of(), null, null, null, "c7"),
        new Decision(null, "hub", 1, false));
  }

  private static VerdictFor verdict(boolean due) {
    Item.Verdict verdict = new Item.Verdict("a", Key.of("1"), 3, false, List.of());
    return new VerdictFor("c7", verdict, 0, List.of(new RowId("item", Key.of("9"))), due);
  }

  @Test
  void a_row_that_is_missing_stops_capture() throws Exception {
    crash();
    run(db, "delete from bactrian_change where after = '(2,x)'");
    run(db, "insert into \"item\" values (3, 'x')");
    refused();
  }

  @Test
  void an_outbox_that_lost_all_stops_capture() throws Exception {
    crash();
    run(db, "delete from bactrian_change");
    refused();
  }

  @Test
  void another_row_under_the_same_number_stops_capture() throws Exception {
    crash();
    run(db, "update bactrian_change set after = '(2,z)' where after = '(2,x)'");
    refused();
  }

  @Test
  void the_same_row_of_another_table_or_transaction_or_time_stops_capture() throws Exception {
    crash();
    run(db, "update bactrian_change set table_name = 'own', shape = null where after = '(1,y)'");
    refused();
    run(db, "update bactrian_change set table_name = 'item' where after = '(1,y)'");
    run(db, "update bactrian_change set transaction = '1' where after = '(1,y)'");
    refused();
  }

  @Test
  void the_same_row_at_another_time_stops_capture() throws Exception {
    crash();
    run(db, "update bactrian_change set at = at + interval '1' second where after = '(1,y)'");
    refused();
  }

  @Test
  void a_row_more_in_a_transaction_of_the_batch_stops_capture() throws Exception {
    crash();
    run(
        db,
        "insert into bactrian_change (number, transaction, at, kind, table_name, after)"
            + " select 999, transaction, at, kind, table_name, '(3,x)' from bactrian_change"
            + " where after = '(2,x)'");
    refused();
  }

  /** Of an altered table one row of the outbox tells an update of a key, not two. */
  @Test
  void a_key_that_was_updated_in_an_altered_table_is_cleared_and_captured_once() throws Exception {
    run(
        db,
        "insert into \"item\" values (1, 'x')",
        "alter table \"item\" add column \"n\" int",
        "update \"item\" set \"id\" = 2");
    killed();
    capture(outbox);
    assertThat(changelog.head().position()).isEqualTo(2);
    assertThat(outbox.isEmpty()).isTrue();
  }

  @Test
  void an_update_of_a_key_is_cleared_with_both_its_rows_and_captured_once() throws Exception {
    run(
        db,
        "insert into \"item\" values (1, 'x'), (2, 'x')",
        "update \"item\" set \"id\" = \"id\" + 7");
    killed();
    capture(outbox);
    assertThat(changelog.head().position()).isEqualTo(4);
    assertThat(outbox.isEmpty()).isTrue();
  }
}
