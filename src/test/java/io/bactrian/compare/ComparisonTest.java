package io.bactrian.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.destination.DestinationRule;
import io.bactrian.destination.Destinations;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.RowPart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** One hub table in two at the spoke, and two hub tables in one. */
class ComparisonTest {
  private static final Table CUSTOMER = table("customer", "code", "name", "city", "shop");
  private static final Table EXTRA = table("customer_extra", "code", "points");
  private static final Table CLIENT = table("client", "no", "name", "points", "till");
  private static final Table ADDRESS = table("address", "no", "city");

  private static final DestinationRule BY_SHOP =
      (table, row) -> row.get(3) == null ? Destinations.ALL : Destinations.of(row.get(3));

  private final Copy hub = new Copy("hq", CUSTOMER, EXTRA);
  private final Copy c1 = new Copy("c1", CLIENT, ADDRESS);
  private final Copy c2 = new Copy("c2", CLIENT, ADDRESS);

  private static final Mapping TO_SPOKE =
      mapping(
          (table, row) ->
              table == CUSTOMER
                  ? List.of(
                      part(CLIENT, true, row.get(0), row.get(1), "-", "-"),
                      part(ADDRESS, true, row.get(0), row.get(2)))
                  : List.of(part(CLIENT, false, row.get(0), "-", row.get(1), "-")));

  private static final Mapping TO_HUB =
      mapping(
          (table, row) ->
              table == CLIENT && row.get(1) != null
                  ? List.of(part(CUSTOMER, true, row.get(0), row.get(1), "-", "-"))
                  : List.of());

  private Comparison.Result compare() {
    var rules = Map.of("customer", BY_SHOP, "customer_extra", DestinationRule.EVERYWHERE);
    return new Comparison(rules, TO_SPOKE, TO_HUB).compare(hub, List.of(c1, c2));
  }

  private void inStep() {
    hub.put(CUSTOMER, "1", "Ann", "Gander", null).put(CUSTOMER, "2", "Bob", "Halifax", "c1");
    hub.put(EXTRA, "1", "7.0").put(EXTRA, "2", "8");
    c1.put(CLIENT, "1", "Ann", "7", "x").put(CLIENT, "2", "Bob", "8.00", null);
    c1.put(ADDRESS, "1", "Gander").put(ADDRESS, "2", "Halifax");
    c2.put(CLIENT, "1", "Ann", "7", "y").put(ADDRESS, "1", "Gander");
  }

  @Test
  void sites_are_in_step_when_each_has_its_view_and_columns_of_its_own_do_not_count() {
    inStep();
    Comparison.Result result = compare();
    assertThat(result.differences()).isEmpty();
    assertThat(result.inStep()).isTrue();
    assertThat(result.compared()).isEqualTo(6);
    assertThat(result.rows().get("hq")).containsEntry("customer", 2L);
    assertThat(result.rows().get("c2")).containsEntry("client", 1L).containsEntry("address", 1L);
  }

  @Test
  void a_part_that_is_not_the_owner_makes_no_row() {
    inStep();
    hub.put(EXTRA, "9", "1");
    assertThat(compare().inStep()).isTrue();
  }

  @Test
  void a_row_that_differs_is_told_by_table_key_and_columns_and_never_by_its_values() {
    inStep();
    c2.put(CLIENT, "1", "Anna", "6", null);
    assertThat(compare().differences())
        .containsExactly("c2 differs from hq in client (1): name, points");
  }

  @Test
  void a_row_that_a_spoke_lacks_is_told() {
    inStep();
    c1.rows.get(ADDRESS).remove("2");
    Comparison.Result result = compare();
    assertThat(result.inStep()).isFalse();
    assertThat(result.differences()).containsExactly("c1 lacks address (2)");
  }

  @Test
  void a_row_of_another_shop_that_a_spoke_has_is_told() {
    inStep();
    c2.put(CLIENT, "2", "Bob", "8", null);
    assertThat(compare().differences())
        .containsExactly("c2 has client (2), which hq does not have or does not show it");
  }

  @Test
  void a_spokes_row_counts_in_a_table_that_the_hub_does_not_fill_only_when_it_maps_to_something() {
    c1.put(CLIENT, "5", null, null, null);
    assertThat(compare().inStep()).isTrue();
    c1.put(CLIENT, "6", "Eve", null, null);
    assertThat(compare().differences()).singleElement().asString().startsWith("c1 has client (6)");
  }

  @Test
  void all_differences_are_counted_and_the_first_are_told() {
    for (int i = 0; i < 250; i++) {
      hub.put(CUSTOMER, "" + i, "n", "c", "c1");
    }
    Comparison.Result result = compare();
    assertThat(result.different()).isEqualTo(500);
    assertThat(result.differences()).hasSize(Comparison.TOLD);
  }

  private static Table table(String name, String... columns) {
    List<Column> list = new ArrayList<>();
    for (String column : columns) {
      LogicalType type = column.equals("points") ? LogicalType.DECIMAL : LogicalType.TEXT;
      list.add(new Column(column, type, "x", 0, -1, true, list.isEmpty()));
    }
    return new Table(name, list);
  }

  /** A part that gives every column but those with a dash. */
  private static RowPart part(Table target, boolean owner, String... values) {
    BitSet columns = new BitSet();
    for (int i = 0; i < values.length; i++) {
      columns.set(i, !"-".equals(values[i]));
    }
    return new RowPart(target, Row.of(values), columns, owner);
  }

  private static Mapping mapping(BiFunction<Table, Row, List<RowPart>> parts) {
    return new Mapping() {
      @Override
      public String name() {
        return "test v1";
      }

      @Override
      public List<RowPart> map(Table source, Row image) {
        return parts.apply(source, image);
      }
    };
  }

  /** A site's rows by table and key. */
  private static final class Copy implements Rows {
    private final String site;
    private final Map<Table, Map<String, Row>> rows = new LinkedHashMap<>();

    Copy(String site, Table... tables) {
      this.site = site;
      Arrays.asList(tables).forEach(table -> rows.put(table, new LinkedHashMap<>()));
    }

    Copy put(Table table, String... values) {
      rows.get(table).put(values[0], Row.of(values));
      return this;
    }

    @Override
    public String site() {
      return site;
    }

    @Override
    public Collection<Table> tables() {
      return rows.keySet();
    }

    @Override
    public void each(Table table, Consumer<Row> row) {
      rows.get(table).values().forEach(row);
    }
  }
}
