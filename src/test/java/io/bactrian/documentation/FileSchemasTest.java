package io.bactrian.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.bactrian.conflict.RulesFile;
import io.bactrian.destination.TrackedTables;
import io.bactrian.transform.MappingFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The JSON schemas in docs/schema, with which editors complete rules, tables and mappings. {@code
 * -Dupdate-docs=true} writes them.
 */
class FileSchemasTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FOLDER = Path.of("docs", "schema");
  private static final Map<String, Map<String, Object>> SCHEMAS =
      Map.of(
          "conflict-rules", RulesFile.schema(),
          "tables", TrackedTables.schema(),
          "transformers", MappingFile.schema());

  @ParameterizedTest
  @ValueSource(strings = {"conflict-rules", "tables", "transformers"})
  void each_is_what_the_readers_know(String name) throws IOException {
    Path file = FOLDER.resolve(name + ".json");
    JsonNode now = JSON.valueToTree(SCHEMAS.get(name));
    if (Boolean.getBoolean("update-docs")) {
      Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(now) + "\n");
    }
    assertThat(JSON.readTree(Files.readString(file))).isEqualTo(now);
  }

  static Stream<Path> files(String folder) throws IOException {
    try (Stream<Path> all = Files.walk(Path.of(folder))) {
      return all.filter(file -> file.toString().endsWith(".yaml")).toList().stream();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "conflict-rules, conflict-rules",
    "conflict-rules, src/test/resources/examples/conflict-rules",
    "transformers, transformers",
    "transformers, src/test/resources/examples/transformers",
    "tables, deploy/demo/hq/tables.yaml",
    "tables, deploy/demo/shop/tables.yaml",
    "tables, src/test/resources/examples/site/tables.yaml",
  })
  void what_is_shipped_is_as_it_says(String name, String path) throws IOException {
    List<Path> files = files(path).toList();
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      assertThat(faults(name, Files.readString(file))).as(file.toString()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "conflict-rules | {version: 1, tables: {item: {rule: newest}}}",
        "conflict-rules | tables: {item: {rule: hub}}",
        "conflict-rules | {version: 1, tables: {item: {rules: hub}}}",
        "conflict-rules | {version: 1, tables: {item: {on: {update-delete: latest}}}}",
        "conflict-rules | {version: 1, tables: {item: {on: {update-update: {keep-both: {id: x}}}}}}",
        "conflict-rules | {version: 1, tables: {item: {on: {delete-delete: hub}}}}",
        "conflict-rules | {version: 1, tables: {item: {columns: {stock: delete-wins}}}}",
        "conflict-rules | {version: 1, tables: {item: {when: [{rule: hub}]}}}",
        "conflict-rules | {version: 1, tables: {item: {must: [{hold: x}]}}}",
        "conflict-rules | {version: 1, default: latest}",
        "tables | tables: {item: {destination: some}}",
        "tables | tables: {item: {destinations: all}}",
        "tables | tables: {item: {destination: all, on-refusal: wait}}",
        "tables | tables: {item: {destination: {row: x}}}",
        "transformers | version: one",
        "transformers | tables: {item: {to: item, column: {}}}",
        "transformers | tables: {item: {to: item, columns: {a: {form: b}}}}",
        "transformers | tables: {item: {to: item, columns: {a: {from: b, convert: money}}}}",
        "transformers | tables: {item: {to: item, when: {col: x}, columns: {}}}",
      })
  void known_faults_are_refused(String name, String text) {
    assertThat(faults(name, text)).isNotEmpty();
  }

  @Test
  void shipped_files_name_their_schema_for_editors() throws IOException {
    for (String folder : List.of("conflict-rules", "transformers", "deploy/demo")) {
      for (Path file : files(folder).toList()) {
        String name = file.getFileName().toString();
        boolean ours = !folder.equals("deploy/demo") || name.equals("tables.yaml");
        if (ours) {
          String first = Files.readAllLines(file).get(0);
          assertThat(first).as(file.toString()).startsWith("# yaml-language-server: $schema=");
          Path schema = file.resolveSibling(first.substring(first.indexOf('=') + 1)).normalize();
          assertThat(schema).exists().hasParent(FOLDER);
        }
      }
    }
  }

  private static List<String> faults(String name, String text) {
    JsonNode schema = JSON.valueToTree(SCHEMAS.get(name));
    JsonSchema known = JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(schema);
    JsonNode node = JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(text));
    return known.validate(node).stream().map(ValidationMessage::getMessage).toList();
  }
}
