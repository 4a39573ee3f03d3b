package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.Applied;
import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.OutboxRecord;
import io.bactrian.apply.OutboxText;
import io.bactrian.apply.PendingRows;
import io.bactrian.apply.SpokeApplier;
import io.bactrian.apply.Wait;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Merge;
import io.bactrian.conflict.Rules;
import io.bactrian.convergence.Steps;
import io.bactrian.database.dialect.TriggerOptions;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.RowPart;
import io.bactrian.transform.Values;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A hub on PostgreSQL and its spoke on H2, with the same tables: what one wrote, the other has. */
class AppliersOnDatabasesTest {
  private ApplyDatabase hub;
  private ApplyDatabase spoke;
  private HubApplier judge;
  private SpokeApplier rebaser;

  @BeforeEach
  void open() throws SQLException {
    hub = PostgresApply.open();
    spoke = H2Apply.open(new TriggerOptions("hq"));
    Merge merge =
        new Merge(hubWins(), (t, c, a, b) -> Values.same(t.column(c), a.get(c), b.get(c)));
    judge = new HubApplier("c1", into(hub), into(spoke), merge, hub.destinations, () -> "conflict");
    rebaser =
        new SpokeApplier(
            "hq", into(spoke), nothingInTheLog(), n -> n, spoke.schema.tables(), () -> "drift");
  }

  @Test
  void a_spokes_changes_reach_the_hub_and_its_answer_the_spoke() throws SQLException {
    spoke.run("insert into \"customer\" values (1, 'a@x', 'Ada', 5.50, null)");
    spoke.run("insert into \"orders\" values (7, 1, 'with a, comma')");
    spoke.run("insert into \"line\" values (7, 1, 'x'), (7, 2, 'y')");
    List<Item> sent = changes(spoke);
    Applied atHub = toHub(1, Header.NO_HASH, sent);
    assertThat(atHub.written()).isEqualTo(4);
    assertThat(atHub.verdicts()).isZero();
    assertThat(hub.ask("select \"text\" from \"line\" order by 1")).containsExactly("x", "y");
    assertThat(hub.ask("select distinct origin from bactrian_change where kind = 'C'"))
        .containsExactly("c1");
    assertThat(records(hub))
        .containsExactly(new OutboxRecord.MarkerFor("c1", new Item.Marker(1, 1)));

    hub.run("delete from bactrian_change");
    hub.run("update \"customer\" set \"name\" = 'Eva' where \"id\" = 1");
    spoke.run("delete from bactrian_change");
    assertThat(toSpoke(1, Header.NO_HASH, changes(hub)).written()).isEqualTo(1);
    assertThat(spoke.ask("select \"name\" from \"customer\"")).containsExactly("Eva");
    assertThat(changes(spoke)).as("no echo").isEmpty();
  }

  @Test
  void a_row_edited_on_both_sides_is_passed_over_until_the_verdict() throws SQLException {
    everyone("insert into \"customer\" values (1, null, 'Ada', 1.00, null)");
    spoke.run("update \"customer\" set \"name\" = 'Spoke' where \"id\" = 1");
    hub.run("update \"customer\" set \"name\" = 'Hub' where \"id\" = 1");
    assertThat(toSpoke(1, Header.NO_HASH, changes(hub)).passedOver()).isEqualTo(1);
    assertThat(spoke.ask("select \"name\" from \"customer\"")).containsExactly("Spoke");

    assertThat(toHub(1, Header.NO_HASH, changes(spoke)).verdicts()).isEqualTo(1);
    hub.run("delete from bactrian_change where kind = 'C'");
    spoke.run("delete from bactrian_change");
    toSpoke(2, "#1", answer());
    assertThat(spoke.ask("select \"name\" from \"customer\"")).containsExactly("Hub");
  }

  @Test
  void what_the_hub_cannot_take_is_parked_and_the_rest_goes_in() throws SQLException {
    everyone("insert into \"customer\" values (1, 'a@x', 'Ada', 1.00, null)");
    hub.run("insert into \"customer\" values (500, 'taken', 'Bob', 1.00, null)");
    List<Item> items = new ArrayList<>();
    IntStream.rangeClosed(2, 2100)
        .forEach(
            i -> {
              String email = i == 1500 ? "taken" : "e" + i;
              if (i != 500) {
                Row row = Row.of("" + i, email, "Name " + i, "1.00", null);
                items.add(new Item.Change(spoke.customer, null, row));
              }
              items.add(
                  new Item.Change(
                      spoke.orders, null, Row.of("" + i, i == 500 ? "1" : "" + i, null)));
            });
    Applied applied = toHub(1, Header.NO_HASH, items);
    assertThat(applied.parked()).isEqualTo(2);
    try (Connection connection = hub.connections.getConnection()) {
      assertThat(new WaitTable(connection).read("c1", Wait.Kind.PARKED))
          .extracting(Wait::table)
          .containsExactly("customer", "orders");
    }
    assertThat(hub.ask("select count(*) from \"orders\"")).containsExactly("2098");
    assertThat(hub.ask("select number from bactrian_stream where source = 'c1'"))
        .containsExactly("1");
  }

  @Test
  void a_row_is_not_deleted_while_the_hub_has_yet_to_judge_what_would_go_with_it()
      throws SQLException {
    everyone("insert into \"customer\" values (1, null, 'Ada', 1.00, null)");
    everyone("insert into \"orders\" values (7, 1, null)");
    spoke.run("insert into \"line\" values (7, 1, 'new')");
    hub.run("delete from \"orders\"");
    assertThat(toSpoke(1, Header.NO_HASH, changes(hub)).parked()).isEqualTo(1);
    assertThat(spoke.ask("select \"text\" from \"line\"")).containsExactly("new");

    hub.run("delete from bactrian_change");
    assertThat(toHub(1, Header.NO_HASH, changes(spoke)).parked()).isEqualTo(1);
    spoke.run("delete from bactrian_change");
    toSpoke(2, "#1", answer());
    assertThat(spoke.ask("select \"text\" from \"line\"")).containsExactly("new");

    hub.run("delete from bactrian_change");
    try (ApplyTransaction tx = hub.begin()) {
      judge.settle(tx, new RowId("line", Key.of("7", "1")), false, "ann");
    }
    toSpoke(3, "#2", answer());
    assertThat(spoke.ask("select count(*) from \"orders\"")).containsExactly("0");
    assertThat(changes(spoke)).as("nothing else waits at the hub").isEmpty();
  }

  private List<Item> answer() throws SQLException {
    List<Item> answer = new ArrayList<>();
    for (OutboxRecord record : records(hub)) {
      if (record instanceof OutboxRecord.VerdictFor verdict) {
        answer.add(verdict.verdict());
      } else if (record instanceof OutboxRecord.MarkerFor marker) {
        answer.add(marker.marker());
      }
    }
    return answer;
  }

  private void everyone(String sql) throws SQLException {
    for (ApplyDatabase site : List.of(hub, spoke)) {
      site.run(sql);
      site.run("delete from bactrian_change");
    }
  }

  private Applied toHub(long number, String previous, List<Item> items) {
    Header header = new Header("c1", "hq", 1, number, previous, 0, "shop", "1");
    try (ApplyTransaction tx = hub.begin()) {
      return Steps.apply(judge, tx, header, "#" + number, items.iterator());
    }
  }

  private Applied toSpoke(long number, String previous, List<Item> items) {
    Header header = new Header("hq", "c1", 1, number, previous, 0, "hq", "1");
    try (ApplyTransaction tx = spoke.begin()) {
      return Steps.apply(rebaser, tx, header, "#" + number, items.iterator());
    }
  }

  /** What the site's triggers recorded as its own. */
  private static List<Item> changes(ApplyDatabase site) throws SQLException {
    String sql =
        "select table_name, before, after from bactrian_change where kind = 'C' and origin is null order by number";
    List<Item> items = new ArrayList<>();
    try (Connection connection = site.connections.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        Table table = site.schema.table(row.getString(1));
        items.add(new Item.Change(table, image(row.getString(2)), image(row.getString(3))));
      }
    }
    return items;
  }

  private static Row image(String text) {
    return text == null ? null : Row.ofText(text);
  }

  private static List<OutboxRecord> records(ApplyDatabase site) throws SQLException {
    List<OutboxRecord> records = new ArrayList<>();
    String sql =
        "select kind || after from bactrian_change where kind in ('V', 'M') order by number";
    for (String text : site.ask(sql)) {
      records.add(OutboxText.parse(text.charAt(0), text.substring(1)));
    }
    return records;
  }

  /** Tables of the same name, columns in the same order. */
  static Mapping into(ApplyDatabase site) {
    return new Mapping() {
      @Override
      public String name() {
        return "same";
      }

      @Override
      public List<RowPart> map(Table source, Row image) {
        Table target = site.schema.table(source.name());
        return List.of(new RowPart(target, image, ApplyDatabase.all(target), true));
      }
    };
  }

  static Rules hubWins() {
    return new Rules() {
      @Override
      public Decision decide(Conflict conflict) {
        return new Decision(conflict.ours(), "hub", 1, false);
      }

      @Override
      public boolean adds(Table table, int column) {
        return false;
      }

      @Override
      public List<List<Integer>> groups(Table table, List<Integer> columns) {
        return columns.stream().map(List::of).toList();
      }
    };
  }

  static PendingRows nothingInTheLog() {
    return new PendingRows() {
      @Override
      public void catchUp(long position, long acknowledged) {}

      @Override
      public long lastChange(RowId row) {
        return 0;
      }
    };
  }
}
