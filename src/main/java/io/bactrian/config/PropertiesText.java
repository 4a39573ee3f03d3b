package io.bactrian.config;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Reads the text of a properties file as Java does, but keeps line numbers and repeated keys. */
final class PropertiesText {

  /**
   * One setting as written.
   *
   * @param line its first line, counted from 1
   */
  record Entry(String key, String value, int line) {}

  private PropertiesText() {}

  /**
   * @throws IllegalArgumentException for an escape that isn't one, with the line number as message
   */
  static List<Entry> parse(String text) {
    List<Entry> entries = new ArrayList<>();
    String[] lines = text.split("\r\n|\r|\n", -1);
    for (int i = 0; i < lines.length; i++) {
      int first = i;
      StringBuilder logical = new StringBuilder(lines[i]);
      if (!comment(lines[i])) {
        while (continued(lines[i]) && i + 1 < lines.length) {
          i++;
          logical.append('\n').append(lines[i]);
        }
      }
      decode(logical.toString(), first + 1, entries);
    }
    return entries;
  }

  /** Java's own reader knows separators, escapes and continuations. */
  private static void decode(String logical, int line, List<Entry> entries) {
    Properties one = new Properties();
    try {
      one.load(new StringReader(logical));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(Integer.toString(line), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    one.forEach(
        (key, value) -> entries.add(new Entry((String) key, ((String) value).trim(), line)));
  }

  private static boolean comment(String line) {
    String start = line.stripLeading();
    return start.startsWith("#") || start.startsWith("!");
  }

  private static boolean continued(String line) {
    int backslashes = 0;
    while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }
}
