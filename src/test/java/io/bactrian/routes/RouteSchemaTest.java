package io.bactrian.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Routes as Camel's own schema wants them: editors show them without a complaint, and a later Camel
 * that reads more strictly takes them. The schema comes with the Camel that runs them.
 */
class RouteSchemaTest {
  private static final Set<String> NOT_OURS = Set.of("target", ".git");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static JsonSchema schema;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream text =
        RouteSchemaTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
      schema = JsonSchemaFactory.getInstance(VersionFlag.V4).getSchema(text);
    }
  }

  /** Wherever they stand in the repository: shipped, in examples, in documentation. */
  static List<Path> files() throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        Path.of("."),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return NOT_OURS.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(RouteFile.SUFFIX)) {
              found.add(file.normalize());
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return found.stream().sorted().toList();
  }

  @ParameterizedTest
  @MethodSource("files")
  void routes_are_what_camels_own_schema_wants(Path file) throws IOException {
    assertThat(faults(Files.readString(file))).isEmpty();
  }

  @Test
  void the_shipped_routes_are_among_them() throws IOException {
    assertThat(files())
        .contains(
            Path.of("routes", "error-policy" + RouteFile.SUFFIX),
            Path.of("routes", "receive-changeset-http" + RouteFile.SUFFIX));
  }

  @Test
  void a_string_where_a_boolean_belongs_is_told_with_its_place() {
    assertThat(
            faults(
                """
                - routeConfiguration:
                    onException:
                      - onException:
                          exception: ["java.lang.Exception"]
                          redeliveryPolicy: {logExhausted: "false"}
                """))
        .anyMatch(fault -> fault.contains("logExhausted") && fault.contains("boolean"));
  }

  @Test
  void a_name_that_camel_does_not_know_is_told() {
    assertThat(faults("- route: {from: {uri: \"timer:x\", steps: [{to: {uri: x, nonsense: 1}}]}}"))
        .anyMatch(fault -> fault.contains("nonsense"));
  }

  private static List<String> faults(String text) {
    JsonNode node = JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(text));
    return schema.validate(node).stream().map(ValidationMessage::getMessage).toList();
  }
}
