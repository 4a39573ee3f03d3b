package io.bactrian.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.apply.OutboxRecord.AskedFor;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.OutboxRecord.HashesFor;
import io.bactrian.apply.OutboxRecord.HeldFor;
import io.bactrian.apply.OutboxRecord.MarkerFor;
import io.bactrian.apply.OutboxRecord.VerdictFor;
import io.bactrian.changeset.Column;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTextTest {
  private static final Table ITEM =
      new Table(
          "sales.item",
          List.of(
              new Column("id", LogicalType.INTEGER, "bigint", 0, -1, false, true),
              new Column("na,me", LogicalType.TEXT, "varchar(40)", 40, -1, true, false)));
  private static final Table OTHER =
      new Table("o", List.of(new Column("k", LogicalType.TEXT, "text", 0, -1, false, true)));

  private static void travels(OutboxRecord record, char kind) {
    assertThat(record.kind()).isEqualTo(kind);
    assertThat(OutboxText.parse(kind, record.text())).isEqualTo(record);
  }

  @Test
  void a_verdict_comes_back_with_its_images_and_what_was_absent() {
    List<Item.Image> rows =
        List.of(
            new Item.Image(ITEM, Row.of("1", "a \"quoted\", (text)\\")),
            new Item.Image(ITEM, Row.of("2", null)),
            new Item.Image(OTHER, Row.of("")));
    List<RowId> absent = List.of(new RowId("o", Key.of("x,y")), new RowId("o", Key.of("a", "b")));
    travels(
        new VerdictFor(
            "c42", new Item.Verdict("a", Key.of("1", ""), 7, false, rows), 99, absent, true),
        'V');
  }

  @Test
  void a_verdict_without_images_comes_back() {
    Item.Verdict parked = new Item.Verdict("a", Key.of("1"), 7, true, List.of());
    travels(new VerdictFor("c42", parked, 0, List.of(), false), 'V');
  }

  @Test
  void a_held_row_comes_back_with_its_reason_or_without() {
    Key key = Key.of("1", "x,\"y");
    travels(new HeldFor("hq", new Item.Held("a", key, "check \"c\" (item)")), 'W');
    travels(new HeldFor("hq", new Item.Held("a", key, null)), 'W');
  }

  @Test
  void a_question_comes_back_whichever_side_is_absent() {
    Table table =
        new Table("a b", List.of(new Column("id", LogicalType.TEXT, "t", 0, -1, false, true)));
    Row row = Row.of("x,\"(");
    travels(new AskedFor("c1", new Item.Asked("3f", "update/update", 4, table, row, row)), 'Q');
    travels(new AskedFor("c1", new Item.Asked("3f", "update/delete", 4, table, row, null)), 'Q');
    travels(new AskedFor("c1", new Item.Asked("3f", "insert/insert", 4, table, null, row)), 'Q');
  }

  @Test
  void hashes_come_back_asked_for_or_told() {
    travels(new HashesFor("c1", new Item.Hashes("a b", 1, null)), 'S');
    travels(new HashesFor("hq", new Item.Hashes("a b", 1024, "AA/+")), 'S');
  }

  @Test
  void a_marker_comes_back() {
    travels(new MarkerFor("c42", new Item.Marker(2, Long.MAX_VALUE)), 'M');
  }

  @Test
  void a_conflict_comes_back_whichever_side_is_absent() {
    Row row = Row.of("1", "x");
    for (int absent = 0; absent < 4; absent++) {
      Conflict conflict =
          new Conflict(
              Kind.UPDATE_UPDATE,
              ITEM,
              absent == 3 ? List.of() : List.of(1, 0),
              absent == 0 ? null : row,
              absent == 1 ? null : row,
              absent == 2 ? null : row,
              "c42");
      Decision decision = new Decision(absent == 3 ? null : row, "latest", 3, absent == 1);
      travels(new ConflictRecord("id-1", 12, conflict, decision), 'F');
    }
  }

  @Test
  void an_unknown_kind_is_refused() {
    assertThatThrownBy(() -> OutboxText.parse('X', "()"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
