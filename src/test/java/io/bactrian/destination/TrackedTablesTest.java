package io.bactrian.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.config.Fault;
import io.bactrian.config.Faults;
import io.bactrian.config.Role;
import io.bactrian.problem.ProblemException;
import io.bactrian.transform.Examples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackedTablesTest {
  @TempDir Path folder;
  private final Schema office = Examples.schema("office");
  private final Faults faults = new Faults();

  private TrackedTables read(Role role, String text) throws IOException {
    Path file = Files.writeString(folder.resolve("tables.yaml"), text);
    return TrackedTables.read(file, role, Examples.EXPRESSIONS, faults);
  }

  private List<String> told() {
    return faults.all().stream()
        .map(Fault::toString)
        .map(fault -> fault.substring(fault.indexOf(':') + 1))
        .toList();
  }

  @Test
  void the_example() {
    TrackedTables tables =
        TrackedTables.read(
            Examples.file("site/tables.yaml"), Role.HUB, Examples.EXPRESSIONS, faults);
    tables.check(office, faults);
    faults.throwIfAny();
    assertThat(tables.names())
        .containsExactly("genre", "stock_item", "customer", "sale", "audit_log");
    assertThat(tables.rule("genre")).isSameAs(DestinationRule.EVERYWHERE);
    assertThat(tables.rule("audit_log")).isSameAs(DestinationRule.NOWHERE);
    assertThat(tables.excluded("stock_item")).containsExactly("internal_note");
    Table sale = office.table("sale");
    assertThat(tables.rule("sale").of(sale, Row.of("1", "c42", "A")))
        .isEqualTo(Destinations.of("c42", "archive"));
    assertThat(tables.rules()).containsOnlyKeys(tables.names());
  }

  @Test
  void a_column_holds_one_site_or_several_or_none() throws IOException {
    DestinationRule rule =
        read(Role.HUB, "tables:\n  customer: {destination: {column: city}}\n").rule("customer");
    Table customer = office.table("customer");
    assertThat(rule.of(customer, Row.of("1", "n", "s", "c42"))).isEqualTo(Destinations.of("c42"));
    assertThat(rule.of(customer, Row.of("1", "n", "s", " c1, c2 ,,")))
        .isEqualTo(Destinations.of("c1", "c2"));
    assertThat(rule.of(customer, Row.of("1", "n", "s", null))).isEqualTo(Destinations.NONE);
    assertThat(rule.of(customer, Row.of("1", "n", "s", "all")).all()).isFalse();
    assertThat(rule.of(customer, null)).isEqualTo(Destinations.NONE);
    assertThat(rule.of(customer, Row.of("2", "n", "s", "c42")))
        .isSameAs(rule.of(customer, Row.of("3", "x", "s", "c42")));
    assertThatThrownBy(() -> rule.of(office.table("genre"), Row.of("1", "c42")))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("`city`")
        .hasMessageNotContaining("c42");
  }

  @Test
  void a_spoke_sends_everything_to_the_hub_and_a_hub_must_say() throws IOException {
    assertThat(read(Role.SPOKE, "tables:\n  sale: {}\n  genre:\n").rule("genre"))
        .isSameAs(DestinationRule.EVERYWHERE);
    assertThat(faults.isEmpty()).isTrue();
    read(Role.HUB, "tables:\n  sale: {}\n");
    assertThat(told())
        .singleElement()
        .asString()
        .startsWith("2: `tables.sale` needs `destination`");
  }

  @Test
  void a_spoke_says_who_sees_a_row_only_where_the_hub_lets_it() throws IOException {
    TrackedTables tables =
        read(
            Role.HUB,
            """
            tables:
              customer: {destination: {column: city}}
              sale: {destination: {simple: "${row[customer]}"}, spoke-may-route: true}
            """);
    assertThat(faults.isEmpty()).isTrue();
    assertThat(tables.rule("customer").spokesMayRoute()).isFalse();
    assertThat(tables.rule("customer").reads()).containsExactly("city");
    assertThat(tables.rule("sale").spokesMayRoute()).isTrue();
    assertThat(tables.rule("sale").reads()).containsExactly("customer");

    read(Role.HUB, "tables:\n  genre: {destination: all, spoke-may-route: true}\n");
    read(Role.SPOKE, "tables:\n  sale: {destination: {column: customer}, spoke-may-route: true}\n");
    read(
        Role.HUB, "tables:\n  sale: {destination: {column: customer}, spoke-may-route: perhaps}\n");
    assertThat(faults.all()).hasSize(3);
    assertThat(faults.all().get(0).toString())
        .contains("needs a `destination` that columns decide");
    assertThat(faults.all().get(1).toString()).contains("is a setting of the hub");
  }

  @Test
  void a_refused_row_is_parked_unless_its_table_holds_the_stream() throws IOException {
    String text =
        """
        tables:
          sale: {on-refusal: hold}
          genre: {on-refusal: park}
          customer: {}
        """;
    assertThat(read(Role.SPOKE, text).holding()).containsExactly("sale");
    assertThat(faults.isEmpty()).isTrue();
    read(Role.SPOKE, "tables:\n  sale: {on-refusal: halt}\n  genre: {on-refuse: hold}\n");
    assertThat(told())
        .containsExactly(
            "2: `tables.sale.on-refusal` unknown word `halt`, nearest known: `hold`. Use one of"
                + " park, hold.",
            "3: unknown key `on-refuse`, nearest known: `on-refusal` in `tables.genre`.");
  }

  @Test
  void a_column_that_a_trigger_sets_stands_under_one_word() throws IOException {
    TrackedTables tables =
        read(
            Role.SPOKE,
            """
            tables:
              customer: {computed-here: city, restore: [since], read-back: [name]}
              genre: {exclude: [name]}
            """);
    assertThat(faults.isEmpty()).isTrue();
    assertThat(tables.excluded("customer")).containsExactly("city");
    assertThat(tables.restored()).isEqualTo(Map.of("customer", Set.of("since")));
    assertThat(tables.readBack()).isEqualTo(Map.of("customer", Set.of("name")));
    read(
            Role.HUB,
            """
            tables:
              customer: {destination: {column: city}, computed-here: [city], restore: [id, nme]}
              genre: {destination: all, restore: [name], read-back: [name]}
            """)
        .check(office, faults);
    assertThat(told())
        .hasSize(4)
        .anySatisfy(f -> assertThat(f).contains("`city`, which decides the destination"))
        .anySatisfy(f -> assertThat(f).contains("`customer.id` can't stand under `restore`"))
        .anySatisfy(f -> assertThat(f).contains("unknown column `nme`"))
        .anySatisfy(f -> assertThat(f).contains("has `name` under both `restore` and `read-back`"));
  }

  @Test
  void all_faults_at_once() throws IOException {
    TrackedTables tables =
        read(
            Role.HUB,
            """
            tables:
              sales: {destination: all}
              customer:
                destination: {column: town}
                exclude: [id, nam]
              genre: {destination: every}
              sale: {destination: {simple: "${row[customer"}, excluded: [x]}
              stock_item: {destination: {column: kind}, exclude: [kind]}
            """);
    tables.check(office, faults);
    assertThat(told())
        .hasSize(8)
        .anySatisfy(
            f -> assertThat(f).startsWith("2: unknown table `sales`, nearest known: `sale`"))
        .anySatisfy(f -> assertThat(f).startsWith("3: unknown column `town` of table `customer`"))
        .anySatisfy(
            f ->
                assertThat(f).startsWith("5: key column `customer.id` can't stand under `exclude`"))
        .anySatisfy(f -> assertThat(f).startsWith("5: unknown column `nam`, nearest known: `name`"))
        .anySatisfy(
            f -> assertThat(f).startsWith("6: `tables.genre.destination` unknown word `every`"))
        .anySatisfy(
            f -> assertThat(f).startsWith("7: unknown key `excluded`, nearest known: `exclude`"))
        .anySatisfy(
            f -> assertThat(f).startsWith("7: `tables.sale.destination.simple` is no expression"))
        .anySatisfy(f -> assertThat(f).contains("excludes `kind`, which decides the destination"));
  }
}
