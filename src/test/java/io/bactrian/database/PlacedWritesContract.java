package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.Applied;
import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.OutboxRecord;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.OutboxRecord.VerdictFor;
import io.bactrian.apply.OutboxText;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.config.Faults;
import io.bactrian.config.Role;
import io.bactrian.conflict.Kind;
import io.bactrian.conflict.Merge;
import io.bactrian.convergence.Steps;
import io.bactrian.destination.TrackedTables;
import io.bactrian.expression.SimpleExpressions;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What c1 says of rows that are where their parents are: under parents of its own it writes, under
 * those of others nothing, and a row whose parent is missing waits for it.
 */
abstract class PlacedWritesContract {
  private static final String RULES =
      """
      tables:
        customer: {destination: {column: name}}
        orders: {destination: {via: customer}}
        line: {destination: {via: order}}
      """;

  @TempDir Path folder;
  private ApplyDatabase hub;
  private HubApplier judge;
  private int number;

  private final CountedStatements counted = new CountedStatements();

  abstract ApplyDatabase open(CountedStatements counted) throws SQLException;

  /** More than a changeset of 1,000 rows and as many children may take. */
  abstract int statements();

  @BeforeEach
  void prepare() throws SQLException, IOException {
    hub = open(counted);
    Path file = folder.resolve("tables.yaml");
    Files.writeString(file, RULES);
    Faults faults = new Faults();
    TrackedTables tables =
        TrackedTables.read(file, Role.HUB, new SimpleExpressions(), faults).in(hub.schema, faults);
    faults.throwIfAny();
    hub.destinations.clear();
    hub.destinations.putAll(tables.rules());
    Mapping same = AppliersOnDatabasesTest.into(hub);
    Merge merge =
        new Merge(
            AppliersOnDatabasesTest.hubWins(),
            (t, c, a, b) -> Values.same(t.column(c), a.get(c), b.get(c)));
    judge = new HubApplier("c1", same, same, merge, hub.destinations, () -> "conflict");
    hub.run("insert into \"customer\" (\"id\", \"name\") values (1, 'c1'), (2, 'c2'), (3, 'c1')");
    hub.run("insert into \"orders\" values (1, 1, 'mine'), (2, 2, 'theirs')");
    hub.run("insert into \"line\" values (1, 1, 'mine'), (2, 1, 'theirs')");
    hub.run("delete from bactrian_change");
  }

  private Applied says(Item... items) {
    String previous = number == 0 ? Header.NO_HASH : "#" + number;
    Header header = new Header("c1", "hq", 1, ++number, previous, 0, "shop", "1");
    try (ApplyTransaction tx = hub.begin()) {
      return Steps.apply(judge, tx, header, "#" + number, List.of(items).iterator());
    }
  }

  private Item order(String[] before, String[] after) {
    return change(hub.orders, before, after);
  }

  private Item line(String[] before, String[] after) {
    return change(hub.line, before, after);
  }

  private static Item change(Table table, String[] before, String[] after) {
    return new Item.Change(
        table, before == null ? null : Row.of(before), after == null ? null : Row.of(after));
  }

  private static String[] row(String... values) {
    return values;
  }

  private List<String> orders() throws SQLException {
    return hub.ask(
        "select cast(\"id\" as varchar(9)) || ' ' || cast(\"customer\" as varchar(9)) || ' ' || \"note\" from \"orders\" order by \"id\"");
  }

  private List<String> lines() throws SQLException {
    return hub.ask(
        "select cast(\"order\" as varchar(9)) || ' ' || cast(\"no\" as varchar(9)) || ' ' || \"text\" from \"line\" order by \"order\", \"no\"");
  }

  private List<Kind> conflicts() throws SQLException {
    List<Kind> kinds = new ArrayList<>();
    for (OutboxRecord record : records()) {
      if (record instanceof ConflictRecord conflict) {
        kinds.add(conflict.conflict().kind());
      }
    }
    return kinds;
  }

  private List<Item.Verdict> verdicts() throws SQLException {
    List<Item.Verdict> verdicts = new ArrayList<>();
    for (OutboxRecord record : records()) {
      if (record instanceof VerdictFor verdict && verdict.due()) {
        verdicts.add(verdict.verdict());
      }
    }
    return verdicts;
  }

  private List<OutboxRecord> records() throws SQLException {
    List<OutboxRecord> records = new ArrayList<>();
    for (String text :
        hub.ask(
            "select kind || after from bactrian_change where kind in ('V', 'F') order by number")) {
      records.add(OutboxText.parse(text.charAt(0), text.substring(1)));
    }
    return records;
  }

  @Test
  void rows_under_its_own_parents_are_written_also_under_new_ones() throws SQLException {
    Applied applied =
        says(
            order(null, row("3", "1", "new")),
            line(null, row("3", "1", "of the new")),
            line(row("1", "1", "mine"), row("1", "1", "better")),
            order(row("1", "1", "mine"), row("1", "3", "mine")));
    assertThat(applied.parked()).isZero();
    assertThat(orders()).containsExactly("1 3 mine", "2 2 theirs", "3 1 new");
    assertThat(lines()).containsExactly("1 1 better", "2 1 theirs", "3 1 of the new");
    assertThat(conflicts()).isEmpty();
    assertThat(verdicts()).isEmpty();
  }

  @Test
  void rows_under_parents_of_others_are_refused_and_recorded() throws SQLException {
    says(
        order(null, row("3", "2", "forged")),
        line(null, row("2", "7", "forged")),
        line(null, row("3", "1", "under the forged")));
    assertThat(orders()).hasSize(2);
    assertThat(lines()).hasSize(2);
    assertThat(conflicts()).containsExactly(Kind.NOT_YOURS, Kind.NOT_YOURS);
    assertThat(verdicts()).filteredOn(one -> !one.parked()).allMatch(one -> one.rows().isEmpty());
    assertThat(verdicts()).filteredOn(Item.Verdict::parked).hasSize(1);
  }

  @Test
  void a_row_is_not_given_away_by_its_parent() throws SQLException {
    says(order(row("1", "1", "mine"), row("1", "2", "yours")));
    assertThat(orders()).containsExactly("1 1 mine", "2 2 theirs");
    assertThat(conflicts()).containsExactly(Kind.NOT_YOURS);
    assertThat(verdicts()).hasSize(1);
    assertThat(verdicts().get(0).rows()).hasSize(1);
  }

  @Test
  void what_moved_away_with_its_parent_is_a_late_edit() throws SQLException {
    hub.run("update \"customer\" set \"name\" = 'c2' where \"id\" = 1");
    says(
        order(row("1", "1", "mine"), row("1", "1", "late")),
        line(row("1", "1", "mine"), row("1", "1", "late")),
        line(row("2", "1", "theirs"), null));
    assertThat(orders()).containsExactly("1 1 mine", "2 2 theirs");
    assertThat(lines()).containsExactly("1 1 mine", "2 1 theirs");
    assertThat(conflicts()).containsOnly(Kind.LATE_EDIT).hasSize(3);
    assertThat(verdicts())
        .as("the third is gone there")
        .hasSize(2)
        .allMatch(one -> one.rows().isEmpty());
  }

  @Test
  void a_row_whose_parent_is_missing_waits_for_it() throws SQLException {
    assertThat(says(line(null, row("9", "1", "early"))).parked()).isEqualTo(1);
    assertThat(conflicts()).isEmpty();
    says(order(null, row("9", "1", "late")));
    assertThat(lines()).contains("9 1 early");
  }

  @Test
  void parents_are_looked_for_together() throws SQLException {
    List<Item> items = new ArrayList<>();
    for (int i = 10; i < 1_010; i++) {
      items.add(order(null, row("" + i, i % 2 == 0 ? "1" : "3", "many")));
      items.add(line(null, row("" + i, "1", "many")));
    }
    long before = counted.sent();
    says(items.toArray(Item[]::new));
    long statements = counted.sent() - before;
    assertThat(orders()).hasSize(1_002);
    assertThat(conflicts()).isEmpty();
    assertThat(statements).as("statements for 2,000 rows").isLessThan(statements());
  }
}
