package io.bactrian.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.config.Fault;
import io.bactrian.config.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mapping that extends another holds only what differs. */
class ExtendedMappingTest {
  private static final Schema HQ =
      schema(table("article", "id", "title"), table("branch", "id", "town"));
  private static final Schema OLD =
      schema(table("product", "code", "label"), table("shop", "id", "town"), table("note", "id"));
  private static final Schema NEW =
      schema(table("product", "code", "name", "colour"), table("shop", "id", "town"));

  @TempDir private Path folder;
  private Path base;

  private static Table table(String name, String... columns) {
    return new Table(
        name,
        Stream.of(columns)
            .map(
                column ->
                    new Column(
                        column, LogicalType.TEXT, "text", 0, -1, true, column.equals(columns[0])))
            .toList());
  }

  private static Schema schema(Table... tables) {
    Map<String, Table> all = new LinkedHashMap<>();
    Stream.of(tables).forEach(table -> all.put(table.name(), table));
    return new Schema(all, List.of());
  }

  @BeforeEach
  void write() throws IOException {
    base =
        file(
            "shop-to-hq.yaml",
            """
            version: 1
            from: shop
            to: hq
            ignore: [note]
            tables:
              product:
                to: article
                columns: {id: code, title: label}
              shop:
                to: branch
                columns: {id: id, town: town}
            """);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Path extending(String more) throws IOException {
    return file("shop@3-to-hq.yaml", "extends: shop-to-hq.yaml\nfrom: shop@3\n" + more);
  }

  private static List<String> check(Path file, Schema source) {
    Faults faults = new Faults();
    MappingCheck.check(file, source, HQ, Examples.EXPRESSIONS, faults);
    return faults.all().stream()
        .map(Fault::toString)
        .map(fault -> fault.replaceAll("[^ /]+/([^ ]+\\.yaml)", "$1"))
        .toList();
  }

  private static final String PRODUCT =
      """
      tables:
        product:
          to: article
          columns: {id: code, title: name}
          drop: [colour]
      """;

  private static List<RowPart> map(Mapping mapping, Table table, String... values) {
    return mapping.map(table, Row.of(values));
  }

  @Test
  void tables_that_it_names_replace_those_of_the_other_and_all_else_is_as_there() throws Exception {
    Path file = extending(PRODUCT);
    assertThat(check(base, OLD)).isEmpty();
    assertThat(check(file, NEW)).isEmpty();
    Faults faults = new Faults();
    Mapping mapping = MappingFile.read(file, HQ, Examples.EXPRESSIONS, faults);
    assertThat(faults.all()).isEmpty();
    assertThat(mapping.name()).isEqualTo("shop@3-to-hq v1");
    assertThat(map(mapping, NEW.table("product"), "1", "pen", "red"))
        .singleElement()
        .satisfies(part -> assertThat(part.row()).isEqualTo(Row.of("1", "pen")));
    assertThat(map(mapping, NEW.table("shop"), "2", "Ulm"))
        .singleElement()
        .satisfies(part -> assertThat(part.target().name()).isEqualTo("branch"));
  }

  @Test
  void a_table_that_it_ignores_is_not_mapped_and_one_that_it_maps_is_not_ignored()
      throws Exception {
    Path file =
        extending("ignore: [shop]\n" + PRODUCT + "  note: {to: branch, columns: {id: id}}\n");
    assertThat(check(file, OLD)).isNotEmpty().allMatch(fault -> fault.contains("product"));
    assertThat(check(file, schema(NEW.table("product"), OLD.table("note"), OLD.table("shop"))))
        .isEmpty();
  }

  @Test
  void a_fault_is_told_where_it_stands_and_for_which_file() throws Exception {
    assertThat(check(extending(""), NEW))
        .containsExactly(
            "shop-to-hq.yaml:6: column `product.name` of the sender is not used. Use it, or put it"
                + " under `drop:`. So it is for shop@3-to-hq.yaml, which extends this file: give the"
                + " table there, too.",
            "shop-to-hq.yaml:6: column `product.colour` of the sender is not used. Use it, or put it"
                + " under `drop:`. So it is for shop@3-to-hq.yaml, which extends this file: give the"
                + " table there, too.",
            "shop-to-hq.yaml:8: unknown column `label` of the sender's table `product`. So it is for"
                + " shop@3-to-hq.yaml, which extends this file: give the table there, too.");
    assertThat(check(extending(PRODUCT.replace("title: name", "title: nam")), NEW))
        .anySatisfy(
            fault -> assertThat(fault).startsWith("shop@3-to-hq.yaml:6: unknown column `nam`"));
  }

  @Test
  void what_it_extends_must_be_another_file_beside_it() throws Exception {
    assertThat(check(extending("version: 2\n" + PRODUCT), NEW)).isEmpty();
    assertThat(check(file("shop@4-to-hq.yaml", "extends: shop@4-to-hq.yaml\nfrom: shop@4\n"), NEW))
        .anySatisfy(
            fault ->
                assertThat(fault)
                    .contains("shop@4-to-hq.yaml:1: `extends` leads back to this file"));
    assertThat(check(file("shop@4-to-hq.yaml", "extends: ../x.yaml\nfrom: shop@4\n"), NEW))
        .anySatisfy(
            fault -> assertThat(fault).contains("must be the name of a file beside this one"));
    assertThat(check(file("shop@4-to-hq.yaml", "extends: x.yaml\nfrom: shop@4\n"), NEW))
        .anySatisfy(fault -> assertThat(fault).contains("there is no file `x.yaml` beside"));
    assertThat(check(file("shop@5-to-hq.yaml", "extends: shop-to-hq.yaml\n" + PRODUCT), NEW))
        .anySatisfy(fault -> assertThat(fault).contains("its name must be `shop-to-hq.yaml`"));
  }

  @Test
  void a_row_in_the_shape_of_an_older_version_is_mapped_as_that_version_says() throws Exception {
    Faults faults = new Faults();
    Mapping old = MappingFile.read(base, HQ, Examples.EXPRESSIONS, faults);
    Mapping now = MappingFile.read(extending(PRODUCT), HQ, Examples.EXPRESSIONS, faults);
    Mapping both =
        new VersionedMapping(
            new VersionedMapping.Version(NEW, now),
            List.of(new VersionedMapping.Version(OLD, old)));
    for (int i = 0; i < 2; i++) {
      assertThat(map(both, OLD.table("product"), "1", "pen"))
          .singleElement()
          .satisfies(part -> assertThat(part.row()).isEqualTo(Row.of("1", "pen")));
      assertThat(map(both, NEW.table("product"), "1", "ink", "red"))
          .singleElement()
          .satisfies(part -> assertThat(part.row()).isEqualTo(Row.of("1", "ink")));
    }
    assertThat(both.name()).isEqualTo("shop@3-to-hq v1");
  }
}
