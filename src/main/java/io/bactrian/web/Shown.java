package io.bactrian.web;

import io.bactrian.text.Printable;
import java.util.stream.Collectors;

/**
 * A value as the page shows it: of a long one the beginning, and what is invisible or changes the
 * direction of writing as its code. Line breaks stay. Stateless.
 *
 * @param text to show
 * @param absent whether there is no value, which {@code text} says then
 * @param length of the whole value in characters, when only its beginning is shown; else 0
 */
record Shown(String text, boolean absent, long length) {
  private static final int MOST = 2_000;
  private static final int LINE = 200;

  static Shown of(String value) {
    if (value == null) {
      return new Shown("NULL", true, 0);
    }
    boolean cut = value.length() > MOST;
    return new Shown(printable(beginning(value, MOST)), false, cut ? value.length() : 0);
  }

  /** Where there is no row. */
  static Shown noRow() {
    return new Shown("no row", true, 0);
  }

  boolean cut() {
    return length > 0;
  }

  /** The beginning of a text, on one line. */
  static String line(String text) {
    return Printable.of(beginning(text, LINE)) + (text.length() > LINE ? "\u2026" : "");
  }

  private static String beginning(String value, int most) {
    if (value.length() <= most) {
      return value;
    }
    return value.substring(0, Character.isHighSurrogate(value.charAt(most - 1)) ? most - 1 : most);
  }

  private static String printable(String value) {
    return value.lines().map(Printable::of).collect(Collectors.joining("\n"));
  }
}
