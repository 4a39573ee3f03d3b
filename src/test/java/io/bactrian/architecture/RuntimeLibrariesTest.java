package io.bactrian.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A jar on the class path of a running site is a decision. The build writes what Maven resolved for
 * it (jars for tests are not among them); a file tells what may be there, and why.
 */
class RuntimeLibrariesTest {
  private static final Path RESOLVED = Path.of("target", "runtime-libraries.txt");
  private static final Path ALLOWED = Path.of("src/test/resources/runtime-libraries.txt");

  private static final Pattern JAR =
      Pattern.compile(
          "\\s+([^:\\s]+:[^:\\s]+):jar:(?:[^:\\s]+:)?([^:\\s]+):(?:compile|runtime)\\b.*");
  private static final Pattern RULE = Pattern.compile("(\\S+:\\S+)(?: (\\S+))? \\| (\\S.*)");

  private static final Map<String, String> RESOLVED_VERSIONS = new TreeMap<>();
  private static final Map<String, String> LOWEST_VERSIONS = new TreeMap<>();
  private static final List<String> UNREADABLE = new ArrayList<>();

  @BeforeAll
  static void read() throws IOException {
    for (String line : Files.readAllLines(RESOLVED)) {
      Matcher jar = JAR.matcher(line);
      if (jar.matches()) {
        RESOLVED_VERSIONS.put(jar.group(1), jar.group(2));
      } else if (line.contains(":jar:")) {
        UNREADABLE.add(line);
      }
    }
    for (String line : Files.readAllLines(ALLOWED)) {
      Matcher rule = RULE.matcher(line);
      if (rule.matches()) {
        LOWEST_VERSIONS.put(rule.group(1), rule.group(2) == null ? "0" : rule.group(2));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        UNREADABLE.add(line);
      }
    }
  }

  @Test
  void both_lists_can_be_read() {
    assertThat(UNREADABLE).isEmpty();
    assertThat(RESOLVED_VERSIONS).containsKey("org.apache.camel:camel-api");
  }

  @Test
  void each_library_of_a_running_site_was_decided_on() {
    List<String> undecided =
        RESOLVED_VERSIONS.keySet().stream()
            .filter(jar -> !LOWEST_VERSIONS.containsKey(jar))
            .toList();
    assertThat(undecided)
        .as(
            "New on the class path of a running site. `./mvnw dependency:tree` tells who asks for it."
                + " Exclude it in pom.xml, or write it into %s with a word why.",
            ALLOWED)
        .isEmpty();
  }

  @Test
  void the_list_names_none_that_is_gone() {
    List<String> gone =
        LOWEST_VERSIONS.keySet().stream()
            .filter(jar -> !RESOLVED_VERSIONS.containsKey(jar))
            .toList();
    assertThat(gone)
        .as("No longer on the class path of a running site. Remove it from %s.", ALLOWED)
        .isEmpty();
  }

  @Test
  void none_falls_back_behind_a_version_that_mends_what_concerns_us() {
    List<String> old =
        RESOLVED_VERSIONS.entrySet().stream()
            .filter(
                jar ->
                    Version.parse(jar.getValue())
                            .compareTo(
                                Version.parse(LOWEST_VERSIONS.getOrDefault(jar.getKey(), "0")))
                        < 0)
            .map(jar -> jar.getKey() + " " + jar.getValue())
            .toList();
    assertThat(old)
        .as(
            "Older than what %s asks for, with its reason. Set the version in pom.xml"
                + " (dependencyManagement, where another library brings it).",
            ALLOWED)
        .isEmpty();
  }
}
