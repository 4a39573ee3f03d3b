package io.bactrian.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.config.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaFileTest {
  @TempDir Path folder;

  private Schema roundTrip(Schema schema) throws IOException {
    Path file = folder.resolve("shop.yaml");
    SchemaFile.write(schema, file);
    Faults faults = new Faults();
    Schema read = SchemaFile.read(file, faults);
    faults.throwIfAny();
    return read;
  }

  @Test
  void what_is_written_reads_back_as_it_was() throws IOException {
    Map<String, Table> tables = new LinkedHashMap<>();
    for (String name :
        List.of(
            "zebra",
            "a table",
            "öl \"x\" \\ #",
            "sales.item",
            "null",
            "on",
            "- x",
            "1",
            "\ud83d\ude00: y")) {
      int i = 0;
      List<Column> columns = new java.util.ArrayList<>();
      for (LogicalType type : LogicalType.values()) {
        columns.add(new Column(name + i, type, "t (" + i + ")", i * 3, i - 1, i % 2 == 0, i == 0));
        i++;
      }
      tables.put(name, new Table(name, columns));
    }
    Schema schema =
        new Schema(
            tables,
            List.of(
                new Schema.ForeignKey(
                    "zebra", List.of("a", "b, c"), "null", List.of("x", "y"), "SET NULL"),
                new Schema.ForeignKey("a table", List.of("null"), "1", List.of("on"), null)));
    assertThat(roundTrip(schema)).isEqualTo(schema);
    assertThat(List.copyOf(roundTrip(schema).tables().keySet()))
        .isEqualTo(List.copyOf(tables.keySet()));
    assertThat(roundTrip(new Schema(Map.of(), List.of())))
        .isEqualTo(new Schema(Map.of(), List.of()));
  }

  @Test
  void it_is_readable() throws IOException {
    Schema shop = Examples.schema("shop");
    roundTrip(shop);
    assertThat(Files.readString(folder.resolve("shop.yaml")))
        .contains("    price_cents: {type: integer, native: bigint, nullable: false}\n")
        .contains(
            "  - {table: purchase, columns: [client], parent: client, parent-columns: [number]}\n");
  }

  @Test
  void faults_have_lines() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("x.yaml"),
            "tables:\n  a:\n    id: {type: numbr, native: int}\n    x: {type: text, lenght: 3}\n");
    Faults faults = new Faults();
    SchemaFile.read(file, faults);
    assertThat(faults.all()).extracting(fault -> fault.line()).containsExactly(2, 3, 4);
  }
}
