package io.bactrian.cli;

import io.bactrian.text.Printable;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import org.apache.camel.util.json.Jsonable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Output of all commands. Prints every inserted value as {@link Printable}, because it may come
 * from elsewhere. For one thread.
 */
final class Screen {
  private final PrintWriter to;

  Screen(PrintWriter to) {
    this.to = to;
  }

  static Screen out(CommandSpec spec) {
    return new Screen(spec.commandLine().getOut());
  }

  static Screen err(CommandSpec spec) {
    return new Screen(spec.commandLine().getErr());
  }

  /**
   * A line.
   *
   * @param format trusted, as of {@link String#format}
   * @param foreign values to insert
   */
  void line(String format, Object... foreign) {
    Object[] shown =
        Arrays.stream(foreign)
            .map(o -> o instanceof Number || o instanceof Boolean ? o : Printable.of(o))
            .toArray();
    to.println(String.format(Locale.ROOT, format, shown));
  }

  /** A sentence that contains foreign text already, on one line. */
  void say(String sentence) {
    to.println(Printable.of(sentence));
  }

  /** Several lines that contain foreign text already; keeps their line breaks. */
  void prose(String message) {
    indented("", message);
  }

  /** Several lines, each with a prefix. */
  void indented(String indent, String message) {
    message.lines().forEach(line -> to.println(indent + Printable.of(line)));
  }

  /** A document on one line. */
  void json(Jsonable document) {
    to.println(Printable.inJson(document.toJson()));
  }

  void flush() {
    to.flush();
  }
}
