package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.apply.Applied;
import io.bactrian.apply.ApplyAgainException;
import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.OutboxRecord;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.OutboxRecord.VerdictFor;
import io.bactrian.apply.OutboxText;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.MalformedChangesetException;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.config.Faults;
import io.bactrian.config.Role;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.conflict.Merge;
import io.bactrian.conflict.Rules;
import io.bactrian.convergence.Steps;
import io.bactrian.destination.TrackedTables;
import io.bactrian.expression.SimpleExpressions;
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
 * What c2 says of rows that are not its own changes nothing at the hub, whatever it claims, and c2
 * is told what it may see. Rules of conflicts all favour the spoke, so that nothing else saves us.
 */
abstract class OnlyWhatIsItsOwnContract {
  static final List<String> OFFICE =
      List.of(
          """
          create table "parcel" ("id" int primary key, "site" varchar(20), "what" varchar(20))""",
          """
          create table "label" ("id" int primary key, "site" varchar(20) default 'c1',
            "text" varchar(20))""");

  @TempDir Path folder;
  ApplyDatabase hub;
  private HubApplier judge;
  private int number;

  abstract ApplyDatabase open() throws SQLException;

  /** Makes the hub's database move each parcel with "lost" in it to c1 when it is written. */
  abstract void moving() throws SQLException;

  @BeforeEach
  void prepare() throws SQLException, IOException {
    hub = open();
    judged(false);
    hub.run("insert into \"parcel\" values (1, 'c1', 'theirs'), (2, 'c2', 'mine')");
    hub.run("delete from bactrian_change");
  }

  private void judged(boolean route) throws IOException {
    Path file = folder.resolve("tables.yaml");
    String yaml =
        "tables:\n  parcel: {destination: {column: site}%s}\n  label: {destination: {column: site}}\n";
    Files.writeString(file, yaml.formatted(route ? ", spoke-may-route: true" : ""));
    Faults faults = new Faults();
    TrackedTables tables = TrackedTables.read(file, Role.HUB, new SimpleExpressions(), faults);
    faults.throwIfAny();
    Boxes boxes = new Boxes(hub.schema);
    Merge merge =
        new Merge(spokeWins(), (t, c, a, b) -> Values.same(t.column(c), a.get(c), b.get(c)));
    judge =
        new HubApplier("c2", boxes.toOffice(), boxes.toShop(), merge, tables.rules(), () -> "id");
  }

  @Test
  void a_row_inserted_for_another_is_refused_and_recorded() throws SQLException {
    says(change(null, box(3, "c1", "gift", null)), change(null, box(4, "c2,c1", "gift", null)));
    assertThat(parcels()).containsExactly("1 c1 theirs", "2 c2 mine");
    assertThat(conflicts()).extracting(Conflict::kind).containsOnly(Kind.NOT_YOURS).hasSize(2);
    assertThat(conflicts().get(0).ours()).isNull();
    assertThat(conflicts().get(0).theirs().get(1)).isEqualTo("c1");
    assertThat(verdicts()).hasSize(2).allMatch(verdict -> verdict.rows().isEmpty());
  }

  @Test
  void a_row_is_not_moved_and_what_else_was_changed_in_it_counts() throws SQLException {
    says(change(box(2, "c2", "mine", null), box(2, "c1", "better", null)));
    assertThat(parcels()).containsExactly("1 c1 theirs", "2 c2 better");
    Conflict lost = conflicts().get(0);
    assertThat(lost.kind()).isEqualTo(Kind.NOT_YOURS);
    assertThat(lost.columns()).containsExactly(hub.schema.table("parcel").position("site"));
    assertThat(lost.ours().get(1)).isEqualTo("c2");
    assertThat(lost.theirs().get(1)).isEqualTo("c1");
    assertThat(verdicts().get(0).rows().get(0).row().get(1)).isEqualTo("c2");
  }

  @Test
  void another_ones_row_stays_whatever_is_said_of_it() throws SQLException {
    says(
        change(box(1, "c2", "theirs", null), box(1, "c2", "now mine", null)),
        change(box(1, "c1", "theirs", null), null),
        new Item.Present(Boxes.BOX, box(1, "c2", "offered", null), true),
        new Item.Present(Boxes.BOX, box(1, "c2", "checked", null), false));
    assertThat(parcels()).containsExactly("1 c1 theirs", "2 c2 mine");
    assertThat(conflicts()).extracting(Conflict::kind).contains(Kind.LATE_EDIT);
    assertThat(verdicts()).hasSize(1).allMatch(verdict -> verdict.rows().isEmpty());
    assertThat(hub.ask("select count(*) from bactrian_change where kind = 'C'"))
        .as("nothing was written")
        .containsExactly("0");
  }

  @Test
  void a_row_that_is_several_here_is_refused_with_all_of_them() throws SQLException {
    says(change(null, box(3, "c1", "gift", "label")));
    assertThat(parcels()).hasSize(2);
    assertThat(hub.ask("select \"id\" from \"label\"")).isEmpty();
    assertThat(conflicts()).extracting(Conflict::kind).containsOnly(Kind.NOT_YOURS).hasSize(2);

    says(change(box(2, "c2", "mine", null), box(2, "c1", "mine", "label")));
    assertThat(parcels()).containsExactly("1 c1 theirs", "2 c2 mine");
    assertThat(hub.ask("select \"id\" from \"label\"")).isEmpty();
  }

  @Test
  void a_row_that_the_database_itself_moves_is_taken_back() throws SQLException {
    moving();
    says(
        change(box(2, "c2", "mine", null), box(2, "c2", "lost", null)),
        change(null, box(3, "c2", "lost", null)),
        change(null, box(4, "c2", "kept", null)));
    assertThat(parcels()).containsExactly("1 c1 theirs", "2 c2 mine", "4 c2 kept");
    assertThat(conflicts()).extracting(Conflict::kind).containsOnly(Kind.NOT_YOURS).hasSize(2);
    assertThat(verdicts()).hasSize(2);
  }

  @Test
  void who_sees_a_row_may_be_left_to_the_database() throws SQLException {
    says(change(null, row("5", null, "by default", "x")));
    assertThat(hub.ask("select \"id\" from \"parcel\" order by 1")).containsExactly("1", "2");
    assertThat(hub.ask("select \"id\" from \"label\"")).as("c1's by default").isEmpty();
  }

  @Test
  void where_the_table_says_so_a_spoke_gives_its_row_away() throws Exception {
    judged(true);
    says(
        change(box(2, "c2", "mine", null), box(2, "c1", "yours", null)),
        change(null, box(3, "c1", "gift", null)),
        change(null, box(4, "c1,c2", "shared", null)));
    assertThat(parcels()).containsExactly("1 c1 theirs", "2 c1 yours", "4 c1,c2 shared");
    assertThat(verdicts()).hasSize(2).allMatch(verdict -> verdict.rows().isEmpty());
    says(change(box(2, "c1", "yours", null), box(2, "c2", "back", null)));
    assertThat(parcels()).as("given is given").contains("2 c1 yours");
  }

  @Test
  void what_only_a_hub_says_is_not_taken_from_a_spoke() throws SQLException {
    for (Item item :
        List.of(
            new Item.Verdict("box", Key.of("2"), 1, false, List.of()),
            new Item.Present(Boxes.BOX, box(2, "c2", "mi", null), Item.Present.Purpose.TO_COME),
            new Item.Request(Item.Request.What.OFFER, true, 0),
            new Item.Request(Item.Request.What.LOAD, false, 0, List.of("line")),
            new Item.Request(Item.Request.What.CHECK, false, 0))) {
      Item gone = change(box(2, "c2", "mine", null), null);
      Header header = new Header("c2", "hq", 1, 1, Header.NO_HASH, 0, "shop", "1");
      try (ApplyTransaction tx = hub.begin()) {
        assertThatThrownBy(
                () -> Steps.apply(judge, tx, header, "#1", List.of(gone, item).iterator()))
            .isInstanceOf(MalformedChangesetException.class)
            .hasMessageContaining("may only be sent by a hub");
      }
    }
    assertThat(parcels()).hasSize(2);
  }

  private void says(Item... items) {
    String previous = number == 0 ? Header.NO_HASH : "#" + number;
    Header header = new Header("c2", "hq", 1, ++number, previous, 0, "shop", "1");
    for (int tries = 0; ; tries++) {
      try (ApplyTransaction tx = hub.begin()) {
        Applied applied = Steps.apply(judge, tx, header, "#" + number, List.of(items).iterator());
        assertThat(applied.parked()).isZero();
        return;
      } catch (ApplyAgainException learned) {
        assertThat(tries).as("learned once").isZero();
      }
    }
  }

  private static Item change(Row before, Row after) {
    return new Item.Change(Boxes.BOX, before, after);
  }

  private static Row box(int id, String site, String what, String text) {
    return row("" + id, site, what, text);
  }

  private static Row row(String... values) {
    return Row.of(values);
  }

  private List<String> parcels() throws SQLException {
    return hub.ask(
        "select cast(\"id\" as varchar(9)) || ' ' || \"site\" || ' ' || \"what\" from \"parcel\" order by \"id\"");
  }

  private List<Conflict> conflicts() throws SQLException {
    return records().stream()
        .filter(record -> record instanceof ConflictRecord)
        .map(record -> ((ConflictRecord) record).conflict())
        .toList();
  }

  private List<Item.Verdict> verdicts() throws SQLException {
    return records().stream()
        .filter(record -> record instanceof VerdictFor verdict && verdict.due())
        .map(record -> ((VerdictFor) record).verdict())
        .toList();
  }

  private List<OutboxRecord> records() throws SQLException {
    List<OutboxRecord> records = new ArrayList<>();
    for (String text :
        hub.ask("select kind || after from bactrian_change where kind <> 'C' order by number")) {
      records.add(OutboxText.parse(text.charAt(0), text.substring(1)));
    }
    return records;
  }

  private static Rules spokeWins() {
    return new Rules() {
      @Override
      public Decision decide(Conflict conflict) {
        return new Decision(conflict.theirs(), "spoke", 1, false);
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
}
