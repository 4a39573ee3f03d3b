package io.bactrian.destination;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Schema.ForeignKey;
import io.bactrian.changeset.Table;
import io.bactrian.config.Fault;
import io.bactrian.config.Faults;
import io.bactrian.config.Role;
import io.bactrian.transform.Examples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows are where their parents are. */
class PlacementTest {
  private static final Table CUSTOMER = table("customer", "id", "branch", "boss");
  private static final Table ORDERS = table("orders", "id", "customer", "branch");
  private static final Table LINE = table("line", "id", "orders", "note");
  private static final Schema SHOP =
      new Schema(
          Map.of("customer", CUSTOMER, "orders", ORDERS, "line", LINE),
          List.of(
              key("customer", "boss", "customer"),
              key("orders", "customer", "customer"),
              key("line", "orders", "orders")));

  @TempDir Path folder;
  private final Faults faults = new Faults();
  private final Map<RowId, StoredRow> rows = new HashMap<>();
  private final List<Set<RowId>> asked = new ArrayList<>();

  private static Table table(String name, String... columns) {
    List<Column> all = new ArrayList<>();
    for (String column : columns) {
      boolean key = column.equals("id");
      all.add(new Column(column, LogicalType.TEXT, "text", 0, -1, !key, key));
    }
    return new Table(name, all);
  }

  private static ForeignKey key(String table, String column, String parent) {
    return new ForeignKey(table, List.of(column), parent, List.of("id"), null);
  }

  private TrackedTables tables(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("tables.yaml"), text);
    return TrackedTables.read(file, Role.HUB, Examples.EXPRESSIONS, faults).in(SHOP, faults);
  }

  private Placement placement(String text) throws IOException {
    TrackedTables tables = tables(text);
    faults.throwIfAny();
    return Placement.of(tables.rules());
  }

  private void row(Table table, String... values) {
    StoredRow row = new StoredRow(table, Row.of(values));
    rows.put(row.id(), row);
  }

  private Destinations sites(Placement placement, Table table, String id) {
    return placement.of(table, rows.get(new RowId(table.name(), Key.of(id))).row(), rows::get);
  }

  @Test
  void a_row_is_where_its_parent_is_over_any_number_of_tables() throws IOException {
    Placement placement =
        placement(
            """
            tables:
              customer: {destination: {column: branch}}
              orders: {destination: {column: branch, via: customer}}
              line: {destination: {via: [orders]}}
            """);
    row(CUSTOMER, "1", "c1,c2", null);
    row(ORDERS, "1", "1", null);
    row(ORDERS, "2", "1", "c3");
    row(ORDERS, "3", null, "c3");
    row(ORDERS, "4", "99", null);
    row(LINE, "1", "2", "");
    row(LINE, "2", "4", "");
    assertThat(sites(placement, ORDERS, "1")).isEqualTo(Destinations.of("c1", "c2"));
    assertThat(sites(placement, ORDERS, "2")).isEqualTo(Destinations.of("c1", "c2", "c3"));
    assertThat(sites(placement, ORDERS, "3")).isEqualTo(Destinations.of("c3"));
    assertThat(sites(placement, ORDERS, "4")).isEqualTo(Destinations.NONE);
    assertThat(sites(placement, LINE, "1")).isEqualTo(Destinations.of("c1", "c2", "c3"));
    assertThat(sites(placement, LINE, "2")).isEqualTo(Destinations.NONE);
    assertThat(placement.of(LINE, null, rows::get)).isEqualTo(Destinations.NONE);
  }

  @Test
  void a_table_may_refer_to_itself_and_a_circle_adds_nobody() throws IOException {
    Placement placement =
        placement("tables:\n  customer: {destination: {column: branch, via: boss}}\n");
    row(CUSTOMER, "1", "c1", null);
    row(CUSTOMER, "2", "c2", "1");
    row(CUSTOMER, "3", null, "2");
    row(CUSTOMER, "4", "c4", "5");
    row(CUSTOMER, "5", null, "4");
    assertThat(sites(placement, CUSTOMER, "3")).isEqualTo(Destinations.of("c1", "c2"));
    assertThat(sites(placement, CUSTOMER, "5")).isEqualTo(Destinations.of("c4"));
  }

  @Test
  void parents_of_many_rows_are_asked_for_once_for_each_step_up() throws IOException {
    Placement placement =
        placement(
            """
            tables:
              customer: {destination: all}
              orders: {destination: {via: customer}}
              line: {destination: {via: orders}}
            """);
    List<StoredRow> lines = new ArrayList<>();
    row(CUSTOMER, "1", null, null);
    for (int i = 0; i < 10; i++) {
      row(ORDERS, "" + i, "1", null);
      lines.add(new StoredRow(LINE, Row.of("" + i, "" + i, "")));
    }
    ParentRows parents =
        new ParentRows(
            placement,
            ids -> {
              asked.add(ids);
              Map<RowId, StoredRow> found = new HashMap<>(rows);
              found.keySet().retainAll(ids);
              return found;
            });
    parents.expect(lines);
    for (StoredRow line : lines) {
      assertThat(placement.of(LINE, line.row(), parents)).isEqualTo(Destinations.ALL);
    }
    assertThat(asked).hasSize(2);
  }

  @Test
  void what_via_says_is_checked_against_the_foreign_keys() throws IOException {
    tables(
        """
        tables:
          customer: {destination: {column: branch}}
          orders: {destination: {via: [customer, branch, custmer]}}
          line: {destination: {via: {columns: orders, to: missing}}}
        """);
    assertThat(faults.all().stream().map(Fault::toString).toList())
        .hasSize(3)
        .anySatisfy(f -> assertThat(f).contains(":3: `branch`").contains("is no foreign key"))
        .anySatisfy(
            f -> assertThat(f).contains("unknown column `custmer`, nearest known: `customer`"))
        .anySatisfy(f -> assertThat(f).contains(":4:").contains("`missing`, which is not tracked"));
  }

  @Test
  void a_parent_without_a_foreign_key_is_named() throws IOException {
    Placement placement =
        placement(
            """
            tables:
              customer: {destination: {column: branch}}
              line: {destination: {via: {columns: note, to: customer}}}
            """);
    row(CUSTOMER, "1", "c1", null);
    row(LINE, "1", null, "1");
    assertThat(sites(placement, LINE, "1")).isEqualTo(Destinations.of("c1"));
    assertThat(placement.via("line").get(0).enforced()).isFalse();
  }

  @Test
  void the_example() throws IOException {
    Schema schema =
        new Schema(
            Map.of(
                "customer", CUSTOMER,
                "orders", table("orders", "id", "customer_id"),
                "order_line", table("order_line", "id", "order_id")),
            List.of(
                key("orders", "customer_id", "customer"), key("order_line", "order_id", "orders")));
    TrackedTables tables =
        TrackedTables.read(
            Examples.file("site/placed.yaml"), Role.HUB, Examples.EXPRESSIONS, faults);
    tables.check(schema, faults);
    Placement placement = Placement.of(tables.in(schema, faults).rules());
    faults.throwIfAny();
    assertThat(placement.tables()).containsExactly("customer", "order_line", "orders");
  }

  @Test
  void only_a_hub_places_rows_by_others() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("tables.yaml"), "tables:\n  orders: {destination: {via: customer}}\n");
    TrackedTables.read(file, Role.SPOKE, Examples.EXPRESSIONS, faults);
    assertThat(faults.all()).hasSize(1);
  }
}
