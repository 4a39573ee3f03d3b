package io.bactrian.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.compare.Comparison;
import io.bactrian.config.Faults;
import io.bactrian.config.Role;
import io.bactrian.conflict.RulesFile;
import io.bactrian.database.Catalog;
import io.bactrian.database.Dialects;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.destination.TrackedTables;
import io.bactrian.expression.SimpleExpressions;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.MappingCheck;
import io.bactrian.transform.MappingFile;
import io.bactrian.transform.RowPart;
import io.bactrian.transform.Values;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped tables, mappings and rules, on databases made from the shipped schemas. */
class ShippedExampleTest {
  private static final DemoData DATA = new DemoData(42, 400);

  @TempDir Path dir;
  private final SimpleExpressions simple = new SimpleExpressions();
  private final Faults faults = new Faults();
  private final List<Connection> open = new ArrayList<>();
  private DemoDatabase database;
  private Site hq;
  private Site c1;
  private Site c2;
  private Mapping toShop;
  private Mapping toHq;

  @BeforeEach
  void read() throws Exception {
    DemoFolders.write(dir, DemoFolders.PORT);
    database = new DemoDatabase();
    database.fill(DATA);
    hq = site("hq", Role.HUB);
    c1 = site("c1", Role.SPOKE);
    c2 = site("c2", Role.SPOKE);
    toShop = MappingFile.read(mapping("hq-to-shop"), c1.schema, simple, faults);
    toHq = MappingFile.read(mapping("shop-to-hq"), hq.schema, simple, faults);
  }

  @AfterEach
  void close() throws Exception {
    simple.close();
    for (Connection connection : open) {
      connection.close();
    }
    database.close();
  }

  private Path mapping(String name) {
    return dir.resolve("hq/transformers/" + name + ".yaml");
  }

  private Site site(String id, Role role) throws SQLException {
    TrackedTables tracked =
        TrackedTables.read(dir.resolve(id + "/tables.yaml"), role, simple, faults);
    Map<String, Set<String>> excluded = new HashMap<>();
    tracked.names().forEach(table -> excluded.put(table, tracked.excluded(table)));
    Connection connection = database.connect(id);
    open.add(connection);
    Dialect dialect = Dialects.of(connection);
    dialect.prepare(connection);
    tracked.check(Catalog.read(connection, dialect, null, Map.of()), faults);
    Schema schema = Catalog.read(connection, dialect, tracked.names(), excluded);
    return new Site(new DatabaseRows(id, schema, connection, dialect), schema, tracked);
  }

  @Test
  void everything_fits_both_schemas() {
    MappingCheck.check(mapping("hq-to-shop"), hq.schema, c1.schema, simple, faults);
    MappingCheck.check(mapping("shop-to-hq"), c1.schema, hq.schema, simple, faults);
    RulesFile.read(dir.resolve("hq/conflict-rules/hq.yaml"), hq.schema, simple, faults);
    assertThat(faults.all()).isEmpty();
  }

  @Test
  void the_catalogue_brought_over_in_plain_SQL_is_in_step_by_the_mappings() {
    Comparison comparison = new Comparison(hq.tracked.rules(), toShop, toHq);
    Comparison.Result result = comparison.compare(hq.rows, List.of(c1.rows, c2.rows));
    assertThat(result.differences()).isEmpty();
    assertThat(result.compared())
        .isEqualTo(2L * (3 + 2 * DATA.customers() + DATA.items()))
        .isPositive();
  }

  @Test
  void work_that_was_not_exchanged_is_not_in_step() throws Exception {
    try (Connection connection = database.connect("c1")) {
      Work.doAll(connection, DATA.work("c1"), rows -> {});
    }
    Comparison comparison = new Comparison(hq.tracked.rules(), toShop, toHq);
    assertThat(comparison.compare(hq.rows, List.of(c1.rows, c2.rows)).differences())
        .anySatisfy(line -> assertThat(line).startsWith("c1 has ticket "))
        .anySatisfy(line -> assertThat(line).startsWith("c1 differs from hq in product "))
        .noneMatch(line -> line.startsWith("c2"));
  }

  @Test
  void every_row_comes_back_the_same_whichever_side_it_starts_from() throws Exception {
    try (Connection connection = database.connect("hq")) {
      Work.doAll(connection, DATA.work("hq"), rows -> {});
    }
    assertThat(roundTrip(hq, toShop, toHq, c1.schema))
        .contains("customer", "stock_item", "tax_class", "sales_order", "sales_order_line");
    try (Connection connection = database.connect("c1")) {
      Work.doAll(connection, DATA.work("c1"), rows -> {});
    }
    assertThat(roundTrip(c1, toHq, toShop, hq.schema))
        .contains("client", "client_address", "product", "ticket", "ticket_line");
  }

  /** Tables of which rows came back. */
  private static Set<String> roundTrip(Site from, Mapping there, Mapping back, Schema other) {
    Set<String> tables = new HashSet<>();
    for (Table table : from.rows.tables()) {
      from.rows.each(
          table,
          row -> {
            for (RowPart part : there.map(table, row)) {
              for (RowPart again : back.map(other.table(part.target().name()), part.row())) {
                if (again.target().name().equals(table.name()) && same(table, row, again, part)) {
                  tables.add(table.name());
                }
              }
            }
          });
    }
    return tables;
  }

  /** In the columns that the first mapping carried: what comes from NULL is not told here. */
  private static boolean same(Table table, Row row, RowPart again, RowPart between) {
    assertThat(again.key()).isEqualTo(table.keyOf(row));
    again.columns().stream()
        .filter(c -> again.row().get(c) != null)
        .forEach(
            c ->
                assertThat(Values.same(table.column(c), again.row().get(c), row.get(c)))
                    .as("%s.%s through %s", table, table.column(c).name(), between.target())
                    .isTrue());
    return true;
  }

  /** A site as far as the mappings know it. */
  private record Site(DatabaseRows rows, Schema schema, TrackedTables tracked) {}
}
