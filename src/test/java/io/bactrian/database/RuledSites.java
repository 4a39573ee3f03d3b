package io.bactrian.database;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.Bounds;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.PendingRows;
import io.bactrian.apply.SentChanges;
import io.bactrian.apply.SpokeApplier;
import io.bactrian.capture.Outbox;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.config.Faults;
import io.bactrian.conflict.Merge;
import io.bactrian.conflict.Rules;
import io.bactrian.conflict.RulesFile;
import io.bactrian.convergence.Steps;
import io.bactrian.database.dialect.TriggerOptions;
import io.bactrian.expression.SimpleExpressions;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.RowPart;
import io.bactrian.transform.Values;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * A hub with a rules file and its spoke {@code c1}, with the same tables in two databases: items
 * with two unique columns, and pieces of them. What each sends, and when, is said.
 */
final class RuledSites {
  private static final List<String> TABLES =
      List.of(
          """
          create table "item" ("id" int primary key, "code" varchar(40), "label" varchar(40),
            "price" int default 20, "stock" int, constraint "one_code" unique ("code"),
            constraint "one_label" unique ("label"))\
          """,
          """
          create table "piece" ("id" int primary key, "item" int not null, "quantity" int,
            constraint "of_item" foreign key ("item") references "item" ("id"))\
          """);

  final CountedStatements statements = new CountedStatements();
  final ApplyDatabase hub;
  final ApplyDatabase spoke;
  final List<ConflictRecord> conflicts = new ArrayList<>();
  private final HubApplier judge;
  private final SpokeApplier rebaser;
  private final Map<RowId, Long> sent = new HashMap<>();
  private final Map<Long, List<Item>> answers = new TreeMap<>();
  private long toHub;
  private long toSpoke;

  /**
   * @param rules what the rules file says of tables
   * @param hidden columns that do not travel
   */
  RuledSites(DataSource hub, DataSource spoke, String rules, String... hidden) throws SQLException {
    this.hub = new ApplyDatabase(statements.around(hub), TriggerOptions.NONE, TABLES);
    this.spoke = new ApplyDatabase(spoke, new TriggerOptions("hq"), TABLES);
    Merge merge =
        new Merge(
            read(rules, this.hub.schema),
            (t, c, a, b) -> Values.same(t.column(c), a.get(c), b.get(c)));
    Mapping there = into(this.spoke, Set.of(hidden));
    judge =
        new HubApplier(
            "c1",
            into(this.hub, Set.of(hidden)),
            there,
            merge,
            this.hub.destinations,
            () -> "conflict",
            Set.of(),
            Bounds.NONE,
            new Answered());
    PendingRows log =
        new PendingRows() {
          @Override
          public void catchUp(long position, long acknowledged) {}

          @Override
          public long lastChange(RowId row) {
            return sent.getOrDefault(row, 0L);
          }
        };
    rebaser = new SpokeApplier("hq", there, log, n -> n, this.spoke.schema.tables(), () -> "drift");
  }

  /** What the hub's log has for the spoke after one of its changesets. */
  private final class Answered implements SentChanges {
    @Override
    public Set<RowId> after(long number, Set<RowId> rows) {
      return after(number, rows, item -> true);
    }

    @Override
    public Set<RowId> insertedAfter(long number, Set<RowId> rows) {
      return after(number, rows, item -> item instanceof Item.Change c && c.before() == null);
    }

    private Set<RowId> after(long number, Set<RowId> rows, Predicate<Item> which) {
      return answers.entrySet().stream()
          .filter(answer -> answer.getKey() > number)
          .flatMap(answer -> answer.getValue().stream())
          .filter(which)
          .flatMap(item -> item.rowIds().stream())
          .filter(rows::contains)
          .collect(Collectors.toSet());
    }
  }

  private static Rules read(String tables, Schema schema) {
    try (FileSystem disk = Jimfs.newFileSystem(Configuration.unix())) {
      Path file = disk.getPath("/rules.yaml");
      Files.writeString(file, "version: 1\ntables:\n" + tables.indent(2));
      Faults faults = new Faults();
      Rules rules = RulesFile.read(file, schema, new SimpleExpressions(), faults);
      faults.throwIfAny();
      return rules;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Mapping into(ApplyDatabase site, Set<String> hidden) {
    return new Mapping() {
      @Override
      public String name() {
        return "same";
      }

      @Override
      public List<RowPart> map(Table source, Row image) {
        Table target = site.schema.table(source.name());
        BitSet columns = ApplyDatabase.all(target);
        hidden.stream().map(target::position).filter(c -> c >= 0).forEach(columns::clear);
        return List.of(new RowPart(target, image, columns, true));
      }
    };
  }

  Table item() {
    return hub.schema.table("item");
  }

  /** What the spoke has written arrives at the hub. */
  void toHub() {
    toHub(take(spoke, "hq"));
  }

  void toHub(List<Item> items) {
    Header header = header("c1", "hq", ++toHub);
    items.forEach(item -> item.rowIds().forEach(row -> sent.put(row, toHub)));
    try (ApplyTransaction tx = hub.begin()) {
      Steps.apply(judge, tx, header, "#" + toHub, items.iterator());
    }
  }

  /** What the hub has for the spoke arrives there. */
  void toSpoke() {
    List<Item> items = take(hub, "c1");
    Header header = header("hq", "c1", ++toSpoke);
    answers.put(toSpoke, items);
    try (ApplyTransaction tx = spoke.begin()) {
      Steps.apply(rebaser, tx, header, "#" + toSpoke, items.iterator());
    }
  }

  /** Both send what they have, until nothing is left. */
  void settle() {
    for (int round = 0; round < 3; round++) {
      toHub();
      toSpoke();
    }
  }

  /** As {@link #settle}, and what waits is tried again before each round. */
  void settleWithRetries() {
    for (int round = 0; round < 3; round++) {
      try (ApplyTransaction tx = hub.begin()) {
        judge.retryWaiting(tx);
      }
      toHub();
      try (ApplyTransaction tx = spoke.begin()) {
        rebaser.retryWaiting(tx);
      }
      toSpoke();
    }
  }

  private static Header header(String from, String to, long number) {
    String previous = number == 1 ? Header.NO_HASH : "#" + (number - 1);
    return new Header(from, to, 1, number, previous, 0, "shop", "1");
  }

  private List<Item> take(ApplyDatabase site, String receiver) {
    Outbox outbox = new JdbcOutbox(site.connections, site.dialect, site.schema, site.destinations);
    List<Item> items = new ArrayList<>();
    try (Outbox.Batch batch = outbox.read(0, conflicts::add)) {
      batch.forEachRemaining(
          entry -> {
            Item seen = entry.viewFor(receiver);
            if (seen != null) {
              items.add(seen);
            }
          });
      batch.close();
      site.run("delete from bactrian_change");
    } catch (SQLException failed) {
      throw new AssertionError(failed);
    }
    return items;
  }
}
