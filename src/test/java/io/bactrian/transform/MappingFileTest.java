package io.bactrian.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.config.Faults;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MappingFileTest {
  private final Schema office = Examples.schema("office");
  private final Mapping mapping = example();

  private static Mapping example() {
    Faults faults = new Faults();
    Mapping mapping =
        MappingFile.read(
            Examples.file("transformers/office-to-shop.yaml"),
            Examples.schema("shop"),
            Examples.EXPRESSIONS,
            faults);
    faults.throwIfAny();
    return mapping;
  }

  private List<RowPart> map(String table, String... values) {
    return mapping.map(office.table(table), Row.of(values));
  }

  private static Map<String, String> values(RowPart part) {
    Map<String, String> values = new TreeMap<>();
    part.columns().stream()
        .forEach(c -> values.put(part.target().column(c).name(), part.row().get(c)));
    return values;
  }

  private List<RowPart> item(int column, String value) {
    String[] row = {
      "A-1",
      "12.50",
      "N",
      "Ann",
      "Lee",
      "31.01.2024",
      "10.000",
      "2024-01-31 22:00:00.5+00",
      "1",
      "A",
      "secret"
    };
    row[column] = value;
    return map("stock_item", row);
  }

  @Test
  void every_recipe_of_the_readme_does_what_it_says() {
    RowPart part = item(0, "A-1").get(0);
    assertThat(part.target().name()).isEqualTo("product");
    assertThat(part.owner()).isTrue();
    assertThat(part.key().get(0)).isEqualTo("A-1");
    assertThat(values(part))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "code", "A-1",
                "price_cents", "1250",
                "status", "new",
                "country", "CA",
                "label", "Ann Lee",
                "created", "2024-01-31",
                "weight_kg", "4.54",
                "changed_at", "2024-01-31 17:00:00.5",
                "on_sale", "true"));
    assertThat(mapping.name()).isEqualTo("office-to-shop v3");
  }

  @Test
  void null_stays_null_unless_there_is_a_default() {
    Map<String, String> values = values(item(8, null).get(0));
    assertThat(values).containsEntry("on_sale", "false");
    assertThat(values(item(5, null).get(0))).containsEntry("created", null);
    assertThat(values(item(3, null).get(0))).containsEntry("label", " Lee");
  }

  @Test
  void a_row_that_the_condition_leaves_out_and_an_ignored_table_give_nothing() {
    assertThat(item(9, "C")).isEmpty();
    assertThat(map("audit_log", "1")).isEmpty();
  }

  @Test
  void values_that_are_not_listed_take_the_otherwise() {
    assertThat(values(item(2, "X").get(0))).containsEntry("status", "unknown");
  }

  @Test
  void one_row_makes_rows_of_two_tables() {
    assertThat(map("customer", "7", "Ann", "Main St", "Brigus"))
        .satisfiesExactly(
            client ->
                assertThat(values(client))
                    .isEqualTo(new TreeMap<>(Map.of("number", "7", "name", "Ann"))),
            address ->
                assertThat(values(address))
                    .isEqualTo(
                        new TreeMap<>(
                            Map.of("client", "7", "street", "Main St", "city", "Brigus"))));
  }

  @Test
  void a_part_that_is_no_owner_gives_only_its_columns() {
    RowPart part = map("customer_extra", "7", "555").get(0);
    assertThat(part.owner()).isFalse();
    assertThat(values(part)).isEqualTo(new TreeMap<>(Map.of("number", "7", "phone", "555")));
  }

  @Test
  void an_identical_row_is_the_same_object() {
    Row row = Row.ofText("(1,Jazz)");
    assertThat(mapping.map(office.table("genre"), row).get(0).row()).isSameAs(row);
    assertThat(values(map("country", "CA", "Canada", "3").get(0)))
        .isEqualTo(new TreeMap<>(Map.of("code", "CA", "title", "Canada", "position", "3")));
  }

  @Test
  void a_bean_maps_what_nothing_else_can() {
    assertThat(values(map("setting", "color", "red").get(0)))
        .isEqualTo(new TreeMap<>(Map.of("name", "color", "content", "red")));
  }

  @Test
  void messages_name_file_and_line_and_no_value() {
    String file = "transformers/office-to-shop.yaml:";
    assertThatThrownBy(() -> item(5, "31.02.2024"))
        .isInstanceOf(MappingException.class)
        .hasMessage(
            file
                + "14: a row of `stock_item` can't give `product.created`: the value is not written"
                + " as `dd.MM.yyyy`. The stream waits; nothing is lost. Correct the mapping; it"
                + " is read again by itself.");
    assertThatThrownBy(() -> item(1, "12.345"))
        .hasMessageContaining(file + "10")
        .hasMessageNotContaining("12.");
    assertThatThrownBy(() -> map("setting", "broken", "pass word"))
        .isInstanceOf(MappingException.class)
        .hasMessageStartingWith(file)
        .hasMessageContaining("failed with java.lang.IllegalStateException")
        .hasMessageNotContaining("pass word")
        .hasNoCause();
  }

  @Test
  void an_unmapped_table_names_the_nearest_line() {
    Table unknown =
        new Table(
            "customers",
            List.of(new Column("id", LogicalType.INTEGER, "bigint", 0, -1, false, true)));
    assertThatThrownBy(() -> mapping.map(unknown, Row.of("1")))
        .isInstanceOf(MappingException.class)
        .hasMessageStartingWith(
            "transformers/office-to-shop.yaml:21: table `customers` of the sender is not mapped"
                + " (this line maps `customer`). Map it, or put it under `ignore:`.")
        .hasMessageContaining("nothing is lost");
  }

  @Test
  void a_new_column_of_the_sender_stops_the_table_until_it_is_used_or_dropped() {
    Table genre = office.table("genre");
    List<Column> columns = new java.util.ArrayList<>(genre.columns());
    columns.add(new Column("mood", LogicalType.TEXT, "text", 0, -1, true, false));
    Table wider = new Table("genre", columns);
    assertThatThrownBy(() -> mapping.map(wider, Row.of("1", "Jazz", "blue")))
        .isInstanceOf(MappingException.class)
        .hasMessageContaining("column `genre.mood` of the sender is not used");
    assertThat(map("genre", "1", "Jazz")).hasSize(1);
  }
}
