package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.Applied;
import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.SpokeApplier;
import io.bactrian.apply.Wait;
import io.bactrian.changelog.ChangelogStore;
import io.bactrian.changelog.ConflictLog;
import io.bactrian.changelog.CountedCommands;
import io.bactrian.changelog.MongoChangelog;
import io.bactrian.changelog.TailPendingRows;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.conflict.Merge;
import io.bactrian.convergence.Steps;
import io.bactrian.exchange.Manifest;
import io.bactrian.exchange.SentPositions;
import io.bactrian.exchange.mongo.MongoChangesetStore;
import io.bactrian.route.Capture;
import io.bactrian.transform.Values;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many statements and commands the stages send: they grow by batch, not by row. One more for
 * each row would be a thousand more than is allowed here.
 */
abstract class CommandsContract {
  private static final int ROWS = 10_000;
  private static final int THOUSANDS = ROWS / 1_000;

  private final CountedStatements statements = new CountedStatements();
  @TempDir private Path folder;
  private ApplyDatabase site;
  private ChangelogStore store;
  private MongoChangelog changelog;
  private CountedCommands commands;

  abstract ApplyDatabase database(CountedStatements counted) throws Exception;

  @BeforeEach
  void open() throws Exception {
    site = database(statements);
    store = ChangelogStore.embedded(folder, Duration.ofSeconds(60));
    changelog = new MongoChangelog(store.database(), store.blocks(), CommandsContract::id);
    commands = new CountedCommands();
  }

  @AfterEach
  void close() {
    commands.close();
    store.close();
  }

  private static String id() {
    return UUID.randomUUID().toString();
  }

  private interface Work {
    void run() throws Exception;
  }

  /** Does the work, which may send so much for each thousand rows, and a little besides. */
  private void within(int statementsEach, int commandsEach, Work work) throws Exception {
    long sql = statements.sent();
    long mongo = commands.sent();
    work.run();
    assertThat((statements.sent() - sql) / THOUSANDS)
        .as("statements per 1,000 rows")
        .isBetween(0L, (long) statementsEach + lookups() * 1_000L);
    assertThat((commands.sent() - mongo) / THOUSANDS)
        .as("commands to the store per 1,000 rows")
        .isBetween(0L, (long) commandsEach);
  }

  private static Row customer(int id, String name) {
    return Row.of("" + id, null, name, "1.00", null);
  }

  private static List<Item> items(IntFunction<Item> each) {
    return IntStream.rangeClosed(1, ROWS).mapToObj(each).toList();
  }

  private void rowsHere() throws Exception {
    fill(ROWS);
  }

  /** In one transaction of a user. */
  final void fill(int rows) throws Exception {
    site.run(
        "insert into \"customer\" (\"id\", \"name\", \"balance\") select g, 'Ada', 1 from "
            + numbers(rows));
  }

  /**
   * Statements that look one row up by its key, for each row: none where many are one statement.
   */
  abstract int lookups();

  /** A table {@code g (g)}. */
  abstract String numbers(int rows);

  @Test
  void capture_and_purge() throws Exception {
    rowsHere();
    within(3, 10, () -> capture());
    assertThat(changelog.head().position()).isEqualTo(ROWS);
    within(1, 3, () -> changelog.purge(ROWS));
    assertThat(changelog.first()).isEqualTo(ROWS + 1);
  }

  @Test
  void a_spoke_applies_what_the_hub_changed() throws Exception {
    SpokeApplier applier = rebaser(new MongoChangesetStore(store));
    within(
        45,
        5,
        () ->
            toSpoke(applier, items(i -> new Item.Change(site.customer, null, customer(i, "Ada")))));
    assertThat(site.ask("select count(*) from \"customer\"")).containsExactly("" + ROWS);
  }

  @Test
  void a_spoke_takes_the_hubs_answers() throws Exception {
    rowsHere();
    capture();
    MongoChangesetStore changesets = new MongoChangesetStore(store);
    byte[] content = {1};
    changesets.saveSent(
        new Manifest("hq", 1, 1, "#", 0, ROWS, ROWS, 1), new ByteArrayInputStream(content));
    List<Item.Image> none = List.of();
    within(
        60,
        10,
        () ->
            toSpoke(
                rebaser(changesets),
                items(i -> new Item.Verdict("customer", Key.of("" + i), 1, false, none))));
    assertThat(site.ask("select count(*) from \"customer\"")).containsExactly("0");
    within(1, 2, () -> changesets.acknowledged("hq", 1, 1));
  }

  @Test
  void the_hub_decides_conflicts_and_capture_keeps_them() throws Exception {
    rowsHere();
    capture();
    within(
        70,
        1,
        () ->
            assertThat(
                    toHub(
                            items(
                                i ->
                                    new Item.Change(
                                        site.customer, customer(i, "Eva"), customer(i, "Bob"))))
                        .conflicts())
                .containsValue(ROWS));
    ConflictLog conflicts = new ConflictLog(store);
    within(3, 15, () -> capture());
    assertThat(conflicts.countsByRule()).containsValue((long) ROWS);
  }

  @Test
  void what_waits_is_written_and_removed_together() throws Exception {
    List<Wait> waits =
        IntStream.range(0, ROWS)
            .mapToObj(
                i ->
                    new Wait(
                        "c1",
                        Wait.Kind.PARKED,
                        "customer",
                        Key.of("" + i),
                        0,
                        1,
                        "why",
                        "x".repeat(900)))
            .toList();
    within(
        4,
        0,
        () -> {
          try (ApplyTransaction tx = site.begin()) {
            waits.forEach(tx::put);
            tx.commit();
          }
        });
    within(
        4,
        0,
        () -> {
          try (ApplyTransaction tx = site.begin()) {
            List<Wait> there = tx.waits("c1", Wait.Kind.PARKED);
            assertThat(there).hasSize(ROWS);
            assertThat(tx.whole(there.get(0)).payload()).hasSize(900);
            there.forEach(tx::remove);
            tx.commit();
          }
        });
    assertThat(site.ask("select count(*) from bactrian_wait")).containsExactly("0");
  }

  final List<String> ask(String sql) throws Exception {
    return site.ask(sql);
  }

  final void capture() throws Exception {
    Capture capture =
        new Capture(
            new JdbcOutbox(site.connections, site.dialect, site.schema, site.destinations),
            changelog,
            new ConflictLog(store),
            () -> {},
            CommandsContract::id,
            Clock.systemUTC(),
            System::nanoTime);
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      Exchange exchange = new DefaultExchange(camel);
      Iterator<Document> blocks = capture.openBatch(exchange);
      blocks.forEachRemaining(store.database().getCollection("log")::insertOne);
      capture.commitBatch(exchange);
      capture.closeBatch(exchange);
      assertThat(exchange.getProperty("captured", 0L, Long.class)).isPositive();
    }
    assertThat(site.ask("select count(*) from bactrian_change")).containsExactly("0");
  }

  private SpokeApplier rebaser(MongoChangesetStore changesets) {
    return new SpokeApplier(
        "hq",
        AppliersOnDatabasesTest.into(site),
        new TailPendingRows(changelog, "hq"),
        new SentPositions(changesets, "hq")::through,
        site.schema.tables(),
        CommandsContract::id);
  }

  private void toSpoke(SpokeApplier applier, List<Item> items) {
    Header header = new Header("hq", "c1", 1, 1, Header.NO_HASH, 0, "hq", "1");
    try (ApplyTransaction tx = site.begin()) {
      assertThat(Steps.apply(applier, tx, header, "#1", items.iterator()).written())
          .isEqualTo(ROWS);
    }
  }

  private Applied toHub(List<Item> items) {
    Merge merge =
        new Merge(
            AppliersOnDatabasesTest.hubWins(),
            (t, c, a, b) -> Values.same(t.column(c), a.get(c), b.get(c)));
    HubApplier applier =
        new HubApplier(
            "c1",
            AppliersOnDatabasesTest.into(site),
            AppliersOnDatabasesTest.into(site),
            merge,
            site.destinations,
            CommandsContract::id);
    Header header = new Header("c1", "hq", 1, 1, Header.NO_HASH, 0, "shop", "1");
    try (ApplyTransaction tx = site.begin()) {
      return Steps.apply(applier, tx, header, "#1", new ArrayList<>(items).iterator());
    }
  }
}
