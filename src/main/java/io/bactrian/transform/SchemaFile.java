package io.bactrian.transform;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.config.Faults;
import io.bactrian.config.YamlFile;
import io.bactrian.config.YamlNode;
import io.bactrian.file.OwnerOnly;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes and reads the tables of a system as a file, {@code schemas/<system>.yaml}, so that a
 * mapping can be checked without access to that system's database. Reading gives exactly what was
 * written.
 */
public final class SchemaFile {
  private static final List<String> TYPES =
      Arrays.stream(LogicalType.values()).map(SchemaFile::word).toList();

  private SchemaFile() {}

  /** Writes the file, replacing an existing one. */
  public static void write(Schema schema, Path file) throws IOException {
    StringBuilder out = new StringBuilder();
    out.append(
        "# The tables of one kind of system, for mappings to be checked without its database.\n");
    out.append(schema.tables().isEmpty() ? "tables: {}\n" : "tables:\n");
    schema
        .tables()
        .forEach(
            (name, table) -> {
              out.append("  ").append(YamlFile.quoted(name)).append(":\n");
              table.columns().forEach(column -> write(column, out));
            });
    out.append(schema.foreignKeys().isEmpty() ? "" : "foreign-keys:\n");
    schema.foreignKeys().forEach(key -> write(key, out));
    OwnerOnly.write(file, out.toString());
  }

  private static void write(Column column, StringBuilder out) {
    out.append("    ").append(YamlFile.quoted(column.name()));
    out.append(": {type: ").append(word(column.type()));
    out.append(", native: ").append(YamlFile.quoted(column.nativeType()));
    out.append(column.length() == 0 ? "" : ", length: " + column.length());
    out.append(column.scale() == -1 ? "" : ", scale: " + column.scale());
    out.append(column.nullable() ? "" : ", nullable: false");
    out.append(column.key() ? ", key: true" : "").append("}\n");
  }

  private static void write(Schema.ForeignKey key, StringBuilder out) {
    out.append("  - {table: ").append(YamlFile.quoted(key.table()));
    out.append(", columns: ").append(list(key.columns()));
    out.append(", parent: ").append(YamlFile.quoted(key.parent()));
    out.append(", parent-columns: ").append(list(key.parentColumns()));
    out.append(key.cascades() == null ? "" : ", cascades: " + YamlFile.quoted(key.cascades()));
    out.append("}\n");
  }

  private static String list(List<String> words) {
    return words.stream().map(YamlFile::quoted).toList().toString();
  }

  /**
   * @param faults collects faults of the file; if there are any, the result must not be used
   */
  public static Schema read(Path file, Faults faults) {
    Map<String, Table> tables = new LinkedHashMap<>();
    List<Schema.ForeignKey> keys = new ArrayList<>();
    YamlFile.read(file, faults)
        .map(top -> top.allow("tables", "foreign-keys"))
        .ifPresent(
            top -> {
              top.require("tables")
                  .ifPresent(
                      node ->
                          node.entries().forEach((name, t) -> tables.put(name, table(name, t))));
              top.get("foreign-keys")
                  .ifPresent(node -> node.items().forEach(key -> keys.add(foreignKey(key))));
            });
    return new Schema(tables, keys);
  }

  private static Table table(String name, YamlNode node) {
    List<Column> columns = new ArrayList<>();
    node.entries().forEach((column, entry) -> columns.add(column(column, entry)));
    if (columns.stream().noneMatch(Column::key)) {
      node.fault("has no column with `key: true`.");
    }
    return new Table(name, columns);
  }

  private static Column column(String name, YamlNode node) {
    node.allow("type", "native", "length", "scale", "nullable", "key");
    String type = node.require("type").map(word -> word.oneOf(TYPES)).orElse(TYPES.get(0));
    return new Column(
        name,
        LogicalType.valueOf(type.toUpperCase(Locale.ROOT)),
        node.get("native").map(YamlNode::word).orElse(type),
        number(node, "length", 0),
        number(node, "scale", -1),
        node.get("nullable").map(YamlNode::flag).orElse(true),
        node.get("key").map(YamlNode::flag).orElse(false));
  }

  private static int number(YamlNode node, String key, int absent) {
    return node.get(key)
        .map(value -> value.as("a whole number", Integer::valueOf, absent))
        .orElse(absent);
  }

  private static Schema.ForeignKey foreignKey(YamlNode node) {
    node.allow("table", "columns", "parent", "parent-columns", "cascades");
    return new Schema.ForeignKey(
        node.require("table").map(YamlNode::word).orElse(""),
        node.require("columns").map(SchemaFile::words).orElse(List.of()),
        node.require("parent").map(YamlNode::word).orElse(""),
        node.require("parent-columns").map(SchemaFile::words).orElse(List.of()),
        node.get("cascades").map(YamlNode::word).orElse(null));
  }

  private static List<String> words(YamlNode node) {
    return node.items().stream().map(YamlNode::word).toList();
  }

  private static String word(LogicalType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
