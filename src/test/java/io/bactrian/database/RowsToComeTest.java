package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.Applied;
import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.SpokeApplier;
import io.bactrian.apply.Wait;
import io.bactrian.changeset.Column;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Item.Change;
import io.bactrian.changeset.Item.Present;
import io.bactrian.changeset.Item.Verdict;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.convergence.Steps;
import io.bactrian.database.dialect.TriggerOptions;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.RowPart;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * At the hub two rows make one of the spoke. What the hub tells of a row, or in a verdict, that is
 * too large to be sent yet keeps the rest from being lost, and nothing from going on.
 */
class RowsToComeTest {
  private static final Table ITEM =
      new Table("item", List.of(column("id", true), column("x", false)));
  private static final Table NOTE =
      new Table("note", List.of(column("id", true), column("y", false)));
  private static final Row START = Row.of("1", "xx");
  private static final Row WHOLE = Row.of("1", "xxxx");

  private ApplyDatabase spoke;
  private SpokeApplier rebaser;
  private Table thing;
  private int number;

  private static Column column(String name, boolean key) {
    return new Column(name, LogicalType.TEXT, "text", 0, -1, !key, key);
  }

  @BeforeEach
  void open() throws SQLException {
    String table =
        "create table \"thing\" (\"id\" varchar primary key, \"x\" varchar, \"y\" varchar)";
    spoke = new ApplyDatabase(TestDatabase.h2(), TriggerOptions.NONE, List.of(table));
    thing = spoke.schema.table("thing");
    rebaser =
        new SpokeApplier(
            "hq",
            new Together(thing),
            AppliersOnDatabasesTest.nothingInTheLog(),
            n -> n,
            spoke.schema.tables(),
            () -> "drift");
  }

  /** The item owns the row, the note gives a column. */
  private record Together(Table thing) implements Mapping {
    @Override
    public String name() {
      return "two in one";
    }

    @Override
    public List<RowPart> map(Table source, Row image) {
      int place = source.equals(ITEM) ? 1 : 2;
      BitSet columns = new BitSet();
      columns.set(0);
      columns.set(place);
      Row row = Row.of(image.get(0), null, null).with(place, image.get(1));
      return List.of(new RowPart(thing, row, columns, source.equals(ITEM)));
    }

    @Override
    public BitSet given(Table target) {
      BitSet columns = new BitSet();
      columns.set(1, 3);
      return columns;
    }
  }

  private Applied says(Item... items) {
    String previous = number == 0 ? Header.NO_HASH : "#" + number;
    Header header = new Header("hq", "c1", 1, ++number, previous, 0, "shop", "1");
    try (ApplyTransaction tx = spoke.begin()) {
      Applied applied = Steps.apply(rebaser, tx, header, "#" + number, List.of(items).iterator());
      assertThat(applied.drift()).isZero();
      return applied;
    }
  }

  private List<Wait.Kind> waiting() {
    try (ApplyTransaction tx = spoke.begin()) {
      return List.of(Wait.Kind.AWAITED, Wait.Kind.DEFERRED, Wait.Kind.REPORTED).stream()
          .flatMap(kind -> tx.waits("hq", kind).stream())
          .map(Wait::kind)
          .toList();
    }
  }

  private List<String> rows() throws SQLException {
    return spoke.ask(
        "select \"id\" || ' ' || \"x\" || ' ' || coalesce(\"y\", 'nothing') from \"thing\"");
  }

  private static Item note(String before, String after) {
    return new Change(
        NOTE,
        before == null ? null : Row.of("1", before),
        after == null ? null : Row.of("1", after));
  }

  private static Item toCome() {
    return new Present(ITEM, START, Present.Purpose.TO_COME);
  }

  @Test
  void a_part_is_kept_until_the_row_comes() throws SQLException {
    says(toCome());
    says(note(null, "y"));
    assertThat(rows()).isEmpty();
    assertThat(waiting())
        .as("of which the hub need not be told")
        .containsExactly(Wait.Kind.DEFERRED);
    says(note("y", "z"));
    says(new Present(ITEM, WHOLE, false), note("z", "last"));
    assertThat(rows()).containsExactly("1 xxxx last");
    assertThat(waiting()).isEmpty();
  }

  @Test
  void a_row_that_is_not_to_come_any_more_is_not_waited_for() throws SQLException {
    says(toCome(), note(null, "y"));
    says(note("y", null), new Change(ITEM, START, null));
    assertThat(rows()).isEmpty();
    assertThat(waiting()).isEmpty();
  }

  private static Item withdrawn() {
    return new Present(ITEM, START, Present.Purpose.WITHDRAWN);
  }

  @Test
  void what_was_told_of_a_row_and_does_not_come_with_it_is_not_waited_for() throws SQLException {
    says(toCome(), note(null, "y"));
    says(withdrawn());
    assertThat(rows()).isEmpty();
    assertThat(waiting()).isEmpty();
    says(toCome(), new Present(ITEM, WHOLE, false), withdrawn());
    assertThat(rows()).as("it has come").containsExactly("1 xxxx nothing");
  }

  /** The deletion can't be written, as something here still refers to the row. */
  @Test
  void a_row_that_comes_again_while_its_deletion_waits_keeps_its_parts() throws SQLException {
    heldDeletion();
    says(toCome(), note(null, "z"));
    assertThat(rows()).containsExactly("1 a y");
    spoke.run("delete from \"reference\"");
    says(note("z", "last"));
    assertThat(rows()).as("until it comes").containsExactly("1 a y");
    says(new Present(ITEM, WHOLE, false));
    assertThat(rows()).containsExactly("1 xxxx last");
    assertThat(waiting()).isEmpty();
  }

  @Test
  void a_row_whose_deletion_waits_and_that_does_not_come_again_is_deleted() throws SQLException {
    heldDeletion();
    says(toCome());
    spoke.run("delete from \"reference\"");
    says(withdrawn());
    assertThat(rows()).isEmpty();
    assertThat(waiting()).isEmpty();
  }

  private void heldDeletion() throws SQLException {
    says(new Change(ITEM, null, Row.of("1", "a")), note(null, "y"));
    spoke.run("create table \"reference\" (\"to\" varchar references \"thing\")");
    spoke.run("insert into \"reference\" values ('1')");
    says(note("y", null), new Change(ITEM, Row.of("1", "a"), null));
  }

  @Test
  void a_part_of_a_row_of_which_nothing_was_told_is_not_kept() throws SQLException {
    says(note(null, "y"));
    assertThat(rows()).isEmpty();
    assertThat(waiting()).isEmpty();
  }

  @Test
  void a_row_that_is_there_stays_as_it_is() throws SQLException {
    says(new Change(ITEM, null, Row.of("1", "a")), note(null, "y"));
    says(toCome());
    assertThat(rows()).containsExactly("1 a y");
    assertThat(waiting()).isEmpty();
  }

  @Test
  void a_verdict_whose_rows_are_to_come_is_not_waited_for_any_more() throws SQLException {
    says(new Change(ITEM, null, Row.of("1", "a")), note(null, "y"));
    says(new Verdict("thing", Key.of("1"), 1, true, List.of()));
    says(note("y", null));
    assertThat(rows()).as("awaited").containsExactly("1 a y");
    Item.Image start = new Item.Image(ITEM, START);
    says(new Verdict("thing", Key.of("1"), 1, false, List.of(start), true));
    assertThat(rows()).as("no row gives the note").containsExactly("1 a nothing");
    assertThat(waiting())
        .as("the row to come, not the verdict")
        .containsExactly(Wait.Kind.DEFERRED);
    says(note(null, "z"), new Present(ITEM, WHOLE, false));
    assertThat(rows()).containsExactly("1 xxxx z");
    assertThat(waiting()).isEmpty();
  }

  /** The spoke has another row than the hub, which is no drift. */
  @Test
  void a_row_of_which_only_the_verdict_was_told_is_deleted_without_a_report() throws SQLException {
    says(new Change(ITEM, null, Row.of("1", "a")));
    says(new Verdict("thing", Key.of("1"), 1, true, List.of()));
    says(new Verdict("thing", Key.of("1"), 1, false, List.of(new Item.Image(ITEM, START)), true));
    says(new Change(ITEM, START, null));
    assertThat(rows()).isEmpty();
    assertThat(waiting()).isEmpty();
  }

  @Test
  void a_verdict_of_which_not_even_the_start_can_be_sent_is_not_waited_for_either()
      throws SQLException {
    says(new Verdict("thing", Key.of("1"), 1, true, List.of()));
    says(new Verdict("thing", Key.of("1"), 1, false, List.of(), true), note(null, "y"));
    assertThat(rows()).isEmpty();
    assertThat(waiting()).containsExactly(Wait.Kind.DEFERRED);
    says(new Present(ITEM, WHOLE, false));
    assertThat(rows()).containsExactly("1 xxxx y");
    assertThat(waiting()).isEmpty();
  }
}
