package io.bactrian.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.config.Faults;
import io.bactrian.expression.SimpleExpressions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the hub has to look at before it answers, whatever conditions say at the moment. */
class ReachTest {
  private static final Table CLIENT = table("client", "no", "name", "kind");
  private static final Table CUSTOMER = table("customer", "code", "name", "street", "note");
  private static final Table VIP = table("vip", "code", "name");

  private static Table table(String name, String... columns) {
    return new Table(
        name,
        java.util.stream.IntStream.range(0, columns.length)
            .mapToObj(i -> new Column(columns[i], LogicalType.TEXT, "text", 0, -1, i > 0, i == 0))
            .toList());
  }

  private static Mapping mapping(Path folder, SimpleExpressions expressions) throws IOException {
    Path file = folder.resolve("shop-to-hq.yaml");
    Files.writeString(
        file,
        """
        version: 1
        from: shop
        to: hq
        tables:
          client:
            - {to: customer, columns: {code: no, name: name}, drop: [kind]}
            - {to: vip, columns: {code: no, name: name}, drop: [kind], when: {column: kind, in: [V]}}
          address: {to: customer, owner: false, columns: {code: no, street: street}}
        """);
    Faults faults = new Faults();
    Schema target = new Schema(Map.of("customer", CUSTOMER, "vip", VIP), List.of());
    Mapping mapping = MappingFile.read(file, target, expressions, faults);
    faults.throwIfAny();
    return mapping;
  }

  @Test
  void the_tables_that_a_table_maps_to_are_known_without_a_row(@TempDir Path folder)
      throws IOException {
    try (SimpleExpressions expressions = new SimpleExpressions()) {
      Mapping mapping = mapping(folder, expressions);
      assertThat(mapping.targets("client")).containsExactlyInAnyOrder("customer", "vip");
      assertThat(mapping.targets("address")).containsExactly("customer");
      assertThat(mapping.targets("customer")).as("not the sender's").isEmpty();
    }
  }

  @Test
  void a_row_that_a_condition_leaves_out_is_within_reach(@TempDir Path folder) throws IOException {
    try (SimpleExpressions expressions = new SimpleExpressions()) {
      Mapping mapping = mapping(folder, expressions);
      Row plain = Row.of("7", "Ann", "P");

      assertThat(mapping.map(CLIENT, plain)).hasSize(1);
      assertThat(mapping.reach(CLIENT, plain).keySet())
          .containsExactly(new RowId("customer", Key.of("7")), new RowId("vip", Key.of("7")));
    }
  }

  @Test
  void what_several_rows_give_of_one_row_is_known_together(@TempDir Path folder)
      throws IOException {
    try (SimpleExpressions expressions = new SimpleExpressions()) {
      Mapping mapping = mapping(folder, expressions);
      BitSet codeNameStreet = new BitSet();
      codeNameStreet.set(0, 3);

      assertThat(mapping.given(CUSTOMER)).isEqualTo(codeNameStreet);
      assertThat(mapping.given(VIP)).as("one row gives all").isEqualTo(new BitSet());
    }
  }
}
