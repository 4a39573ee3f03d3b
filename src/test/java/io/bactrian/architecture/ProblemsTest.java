package io.bactrian.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What people are to read is a problem with fields; no code looks for words in a message. */
class ProblemsTest {
  private static final Path SOURCES = Path.of("src/main/java");

  /** Of a fault of the program: up to the end of the statement, however many lines it has. */
  private static final Pattern FAULT =
      Pattern.compile(
          "new (?:IllegalStateException|UncheckedIOException)\\((?:\"(?:[^\"\\\\]|\\\\.)*\"|[^\";])*");

  /** One that is filled in, or goes on after its first sentence, tells a person what to do. */
  private static final Pattern FOR_PEOPLE = Pattern.compile("formatted\\(|format\\(|[.;:?!] [A-Z]");

  private static final Pattern SEARCHED =
      Pattern.compile(
          "get(?:Localized)?Message\\(\\)[\\s)]*\\.\\s*(?:contains|(?:starts|ends)With|matches|indexOf|equals\\w*)\\(");

  private static List<String> found(Pattern pattern, Pattern within) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        found.addAll(found(file.getFileName().toString(), Files.readString(file), pattern, within));
      }
    }
    return found;
  }

  private static List<String> found(String name, String text, Pattern pattern, Pattern within) {
    List<String> found = new ArrayList<>();
    for (Matcher m = pattern.matcher(text); m.find(); ) {
      if (within.matcher(m.group()).find()) {
        found.add(name + ": " + m.group());
      }
    }
    return found;
  }

  @Test
  void a_fault_of_the_program_says_one_sentence_and_anything_longer_is_a_problem()
      throws IOException {
    assertThat(found(FAULT, FOR_PEOPLE)).isEmpty();
    assertThat(found(FAULT, Pattern.compile("SHA-256"))).isNotEmpty();
  }

  @Test
  void no_code_looks_for_words_in_a_message() throws IOException {
    assertThat(found(SEARCHED, Pattern.compile(""))).isEmpty();
  }

  @Test
  void both_rules_see_what_they_are_to_see() {
    String sentence =
        """
        throw new IllegalStateException(
            "Not sent; nothing is lost. Call `hq`.");
        """;
    String formatted = "throw new IllegalStateException(\"no %s\"\n .formatted(name), e);";
    String search = "(\"\" + e.getMessage())\n .startsWith(\"No driver\")";
    assertThat(found("A", sentence, FAULT, FOR_PEOPLE)).hasSize(1);
    assertThat(found("A", formatted, FAULT, FOR_PEOPLE)).hasSize(1);
    assertThat(found("A", search, SEARCHED, Pattern.compile(""))).hasSize(1);
  }
}
