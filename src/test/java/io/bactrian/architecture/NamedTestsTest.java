package io.bactrian.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A test that a page names is there: its class, and its method where one is named with it. */
class NamedTestsTest {
  private static final Path TESTS = Path.of("src/test/java");
  private static final List<String> ELSEWHERE = List.of("target", ".git", "src", "node_modules");
  private static final Pattern NAMED =
      Pattern.compile("\\b([A-Z]\\w*(?:Test|Contract|[a-z]IT))\\b(?:[#.]([a-z]\\w+))?");

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    try (Stream<Path> top = Files.list(Path.of("."))) {
      for (Path path : top.toList()) {
        String name = path.getFileName().toString();
        if (name.endsWith(".md")) {
          pages.add(path);
        } else if (Files.isDirectory(path) && !ELSEWHERE.contains(name)) {
          try (Stream<Path> files = Files.walk(path)) {
            files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
          }
        }
      }
    }
    return pages;
  }

  /** Text by name of class. */
  private static Map<String, String> tests() throws IOException {
    Map<String, String> tests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(TESTS)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        tests.put(
            file.getFileName().toString().replaceFirst("\\.java$", ""), Files.readString(file));
      }
    }
    return tests;
  }

  @Test
  void each_test_that_a_page_names_exists() throws IOException {
    Map<String, String> tests = tests();
    List<String> named = new ArrayList<>();
    List<String> absent = new ArrayList<>();
    for (Path page : pages()) {
      for (Matcher m = NAMED.matcher(Files.readString(page)); m.find(); ) {
        named.add(m.group());
        if (!exists(tests, m.group(1), m.group(2))) {
          absent.add(page + ": " + m.group());
        }
      }
    }
    assertThat(absent).isEmpty();
    assertThat(named).isNotEmpty();
  }

  private static boolean exists(Map<String, String> tests, String type, String method) {
    String text = tests.get(type);
    if (text == null) {
      return false;
    }
    if (method == null || method.equals("java") || text.contains(" " + method + "(")) {
      return true;
    }
    Matcher above = Pattern.compile("\\bextends (\\w+)").matcher(text);
    return above.find() && exists(tests, above.group(1), method);
  }
}
