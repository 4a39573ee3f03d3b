package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.bactrian.changelog.Changelog.StaleHeadException;
import io.bactrian.changelog.RealMongo;
import io.bactrian.exchange.Arrival;
import io.bactrian.problem.ProblemException;
import io.bactrian.site.HeldWire.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A second runner slips through while the first stands still, at each of its steps. It does the
 * same work and goes on; then the first goes on, and does no harm.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoRunnersTest {
  private static final String FASTER = "another process";

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private TwoRunners sites;
  private int base;

  @BeforeAll
  void start(@TempDir Path dir) throws Exception {
    RealMongo.assumeThere();
    sites = new TwoRunners(dir);
  }

  @AfterAll
  void stop() throws Exception {
    if (sites != null) {
      sites.close();
    }
    threads.shutdownNow();
  }

  @FunctionalInterface
  private interface Work {
    void run() throws Exception;
  }

  /** What the work ends with: null or what it throws. */
  private CompletableFuture<Throwable> begin(Work work) {
    return CompletableFuture.supplyAsync(() -> catchThrowable(work::run), threads);
  }

  /** Transactions of many rows, so that a batch has several blocks. */
  private void write() throws Exception {
    base += 10_000;
    sites.second.sql(
        "insert into item select n, 'new', 1 from generate_series(%d, %d) n"
            .formatted(base + 1, base + 700),
        "update item set name = 'changed' where id between %d and %d"
            .formatted(base + 1, base + 600),
        "delete from item where id between %d and %d".formatted(base + 100, base + 199));
  }

  /** Others go on working meanwhile. */
  private void writeMore() throws Exception {
    sites.second.sql(
        "update item set name = 'later', qty = qty + 1 where id between %d and %d"
            .formatted(base + 300, base + 450),
        "insert into item values (%d, 'late', 5)".formatted(base + 150));
    sites.spoke.sql("insert into item values (%d, 'of the spoke', 3)".formatted(base + 9_000));
  }

  static Stream<Arguments> stepsOfCapture() {
    return Stream.of(
        Arguments.of("the heads are being compared", new Step("find", "head", "", 1, false)),
        Arguments.of("its claim is on its way", new Step("findAndModify", "head", "", 1, false)),
        Arguments.of("it has claimed the head", new Step("findAndModify", "head", "", 1, true)),
        Arguments.of("no block is stored", new Step("insert", "log", "", 1, false)),
        Arguments.of("one block is stored", new Step("insert", "log", "", 1, true)),
        Arguments.of("a block is on its way", new Step("insert", "log", "", 2, false)),
        Arguments.of("all blocks are stored", new Step("insert", "log", "", 3, true)),
        Arguments.of("the head is about to move", new Step("update", "head", "nonce", 1, false)));
  }

  @ParameterizedTest(name = "when {0}")
  @MethodSource("stepsOfCapture")
  void a_runner_that_wakes_up_in_the_midst_of_capture_is_refused(String when, Step step)
      throws Exception {
    write();
    sites.wire.hold(step);
    CompletableFuture<Throwable> first = begin(sites.first::capture);
    assertThat(sites.wire.reached()).isTrue();
    assertThat(sites.second.exchange()).isEmpty();
    writeMore();
    sites.round();
    sites.wire.go();
    assertThat(clear(first.get())).contains("nother process");
    goesOn();
  }

  @Test
  void a_head_that_has_moved_is_finished_by_the_second_and_the_first_clears_nothing()
      throws Exception {
    write();
    sites.wire.hold(new Step("update", "head", "nonce", 1, true));
    CompletableFuture<Throwable> first = begin(sites.first::capture);
    assertThat(sites.wire.reached()).isTrue();
    assertThat(sites.second.exchange()).isEmpty();
    writeMore();
    sites.round();
    sites.wire.go();
    assertThat(first.get())
        .isInstanceOf(ProblemException.class)
        .hasMessageContainingAll("Outbox not cleared", "Another process captures this site");
    goesOn();
  }

  private static String clear(Throwable refused) {
    assertThat(refused).isInstanceOfAny(ProblemException.class, StaleHeadException.class);
    return refused.getMessage();
  }

  /** The first works again, and so does the second. */
  private void goesOn() throws Exception {
    sites.second.sql(
        "update item set name = 'last' where id between %d and %d"
            .formatted(base + 310, base + 320));
    sites.first.capture();
    sites.first.send("c1", sites.toSpoke());
    sites.remember();
    sites.spoke.exchange();
    sites.round();
    sites.inStep();
  }

  static Stream<Arguments> stepsOfSending() {
    return Stream.of(
        Arguments.of("the content is on its way", new Step("update", "sent_chunks", "", 1, false)),
        Arguments.of("the content is stored", new Step("update", "sent_chunks", "", 1, true)),
        Arguments.of(
            "it is about to be announced",
            new Step("update", "sent_streams", "previousNumber", 1, false)),
        Arguments.of(
            "it is announced", new Step("update", "sent_streams", "previousNumber", 1, true)),
        Arguments.of("the manifest is on its way", new Step("insert", "sent", "", 1, false)));
  }

  @Test
  void a_changeset_that_another_runner_has_sent_meanwhile_is_the_same_to_the_last_bit() throws Exception {
    write();
    sites.first.capture();
    sites.wire.hold(new Step("insert", "sent", "", 1, true));
    CompletableFuture<Throwable> first = begin(() -> sites.first.send("c1", sites.toSpoke()));
    assertThat(sites.wire.reached()).isTrue();
    writeMore();
    sites.round();
    sites.wire.go();
    assertThat(first.get()).isNull();
    sites.remember();
    goesOn();
  }

  @ParameterizedTest(name = "when {0}")
  @MethodSource("stepsOfSending")
  void a_runner_that_wakes_up_in_the_midst_of_a_changeset_sends_no_other(String when, Step step)
      throws Exception {
    write();
    sites.first.capture();
    sites.wire.hold(step);
    CompletableFuture<Throwable> first = begin(() -> sites.first.send("c1", sites.toSpoke()));
    assertThat(sites.wire.reached()).isTrue();
    writeMore();
    sites.round();
    sites.wire.go();
    assertThat(clear(first.get()))
        .contains("#", "to c1", "nother process", "top the other process");
    sites.remember();
    goesOn();
  }

  @Test
  void an_acknowledgement_that_was_slow_sets_nothing_back() throws Exception {
    sites.round();
    sites.second.sql("insert into item values (1, 'a', 1)");
    sites.second.exchange();
    sites.spoke.sql("insert into item values (2, 'b', 1)");
    sites.spoke.exchange();
    Path arrived = newest(sites.toHub());
    sites.wire.hold(new Step("update", "sent_streams", "previousNumber", 1, false));
    CompletableFuture<Throwable> first =
        begin(() -> sites.first.apply("c1", sites.first.check("c1", arrived)));
    assertThat(sites.wire.reached()).isTrue();
    write();
    sites.round();
    sites.wire.go();
    assertThat(first.get()).isNull();
    goesOn();
  }

  private static Path newest(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).max(Path::compareTo).orElseThrow();
    }
  }

  @Test
  void of_two_that_apply_the_same_changeset_the_second_waits_and_then_does_nothing()
      throws Exception {
    sites.round();
    sites.second.sql("insert into item values (3, 'c', 100)");
    sites.round();
    sites.spoke.sql("update item set qty = qty + 10 where id = 3");
    sites.spoke.exchange();
    Path arrived = newest(sites.toHub());
    try (HandDriven other = new HandDriven(sites.second.folder);
        Connection user = sites.second.site().database().pool().getConnection();
        Statement statement = user.createStatement()) {
      Arrival to = sites.first.check("c1", arrived);
      Arrival toOther = other.check("c1", arrived);
      assertThat(List.of(to.place(), toOther.place())).containsOnly(Arrival.Place.NEXT);
      user.setAutoCommit(false);
      statement.execute("update item set qty = qty + 1 where id = 3");
      CompletableFuture<Throwable> first = begin(() -> sites.first.apply("c1", to));
      awaitWaiting(1);
      CompletableFuture<Throwable> second = begin(() -> other.apply("c1", toOther));
      awaitWaiting(2);
      user.commit();
      assertThat(first.get()).isNull();
      assertThat(second.get())
          .isInstanceOf(ProblemException.class)
          .hasMessageContainingAll(
              "c1→hq", "was applied meanwhile", FASTER, "Nothing is lost or doubled", "one runner");
      user.setAutoCommit(true);
      assertThat(other.check("c1", arrived).place()).isEqualTo(Arrival.Place.DUPLICATE);
    }
    sites.round();
    assertThat(sites.spoke.rows("select qty from item where id = 3")).containsExactly("111");
    sites.inStep();
  }

  /** Until so many transactions of this database wait for a lock. */
  private void awaitWaiting(int count) throws Exception {
    try (Connection watch = sites.second.site().database().pool().getConnection();
        Statement statement = watch.createStatement()) {
      int found = 0;
      while (found < count) {
        try (ResultSet row =
            statement.executeQuery(
                "select count(*) from pg_stat_activity where datname = current_database()"
                    + " and wait_event_type = 'Lock'")) {
          row.next();
          found = row.getInt(1);
        }
      }
    }
  }
}
