package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntryViewTest {
  private static final Table ITEM =
      new Table(
          "item", List.of(new Column("sku", LogicalType.TEXT, "varchar", 20, -1, false, true)));
  private static final Row ROW = Row.of("a1");

  private static List<Item> oneOfEachKind() {
    return List.of(
        new Item.Begin("t", Instant.EPOCH),
        new Item.Change(ITEM, null, ROW),
        new Item.Verdict("item", ITEM.keyOf(ROW), 7, false, List.of(new Item.Image(ITEM, ROW))),
        new Item.Marker(1, 3),
        new Item.Present(ITEM, ROW, false),
        new Item.Present(ITEM, ROW, true),
        new Item.Request(Item.Request.What.LOAD, false, 0),
        new Item.Request(Item.Request.What.OFFER, true, 4),
        new Item.Request(Item.Request.What.CHECK, false, 5),
        new Item.End());
  }

  @Test
  void every_kind_of_item_is_told_in_words_of_its_own() {
    List<Item> all = oneOfEachKind();
    for (Class<?> kind : Item.class.getPermittedSubclasses()) {
      assertThat(all).as(kind.getSimpleName()).anyMatch(kind::isInstance);
    }
    List<String> told = all.stream().map(item -> EntryView.of(item).what()).toList();
    assertThat(told)
        .doesNotHaveDuplicates()
        .allMatch(what -> what.matches("[a-z][a-z0-9# ]+"), "words")
        .contains(
            "present", "offered", "asks to load from #0", "asks to offer after a restart from #4");
  }

  @Test
  void whatever_is_about_a_row_has_its_table_its_key_and_its_images() {
    for (Item item : oneOfEachKind()) {
      boolean row =
          item instanceof Item.Change
              || item instanceof Item.Verdict
              || item instanceof Item.Present;
      EntryView view = EntryView.of(item);
      assertThat(view.table()).isEqualTo(row ? "item" : null);
      assertThat(view.keyText()).isEqualTo(row ? "a1" : null);
      assertThat(view.images().stream().anyMatch(image -> ROW.equals(image.row()))).isEqualTo(row);
    }
  }
}
