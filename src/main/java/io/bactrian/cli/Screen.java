package io.bactrian.cli;

import io.bactrian.text.Printable;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import org.apache.camel.util.json.Jsonable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The one way by which commands print. What is put into a line is foreign until shown otherwise,
 * and comes out as {@link Printable}. For one thread.
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
   * @param format our own, as of {@link String#format}
   * @param foreign what goes into it
   */
  void line(String format, Object... foreign) {
    Object[] shown =
        Arrays.stream(foreign)
            .map(o -> o instanceof Number || o instanceof Boolean ? o : Printable.of(o))
            .toArray();
    to.println(String.format(Locale.ROOT, format, shown));
  }

  /** A sentence in which our own words and foreign ones are one already, on one line. */
  void say(String sentence) {
    to.println(Printable.of(sentence));
  }

  /** The same with the line breaks that are in it. */
  void prose(String message) {
    indented("", message);
  }

  /** The same, each line after this. */
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
