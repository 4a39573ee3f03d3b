package io.bactrian.changeset;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Prints and parses a row as one text: values in parentheses, separated by commas, quoted where
 * needed; nothing between two commas is NULL, {@code ""} is the empty string. This is the syntax of
 * PostgreSQL's composite values ("8.16.6. Composite Type Input and Output Syntax" of its manual),
 * so that a trigger can write a row by a cast. A row text can itself be a value.
 *
 * <p>Characters that a database's text can't contain, NUL and unpaired surrogates, are written in
 * quotes as {@code \}{@code uXXXX}, a UTF-16 code unit. PostgreSQL never writes that: it doubles
 * each backslash.
 */
public final class RowText {
  private RowText() {}

  /** Never null; {@code ()} is one NULL. */
  public static String print(CharSequence... values) {
    StringBuilder out = new StringBuilder(values.length * 16).append('(');
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        out.append(',');
      }
      if (values[i] != null) {
        print(values[i], out);
      }
    }
    return out.append(')').toString();
  }

  /** Prints a row in pieces, see {@link Row#text(int, Consumer)}. */
  static void print(CharSequence[] values, int size, Consumer<String> each) {
    StringBuilder out = new StringBuilder().append('(');
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        out.append(',');
      }
      if (values[i] instanceof HexText large) {
        for (int part = 0; part < large.parts(); part++) {
          out.append(large.digits(part));
          cut(out, size, each);
        }
      } else if (values[i] != null) {
        print(values[i], out);
      }
    }
    cut(out.append(')'), size, true, each);
  }

  private static void cut(StringBuilder out, int size, Consumer<String> each) {
    out.delete(0, cut(out, size, false, each));
  }

  /**
   * Gives the whole pieces at the beginning of a text.
   *
   * @param all whether the rest is a piece, too
   * @return where the rest begins
   */
  static int cut(CharSequence text, int size, boolean all, Consumer<String> each) {
    int from = 0;
    while (text.length() - from > size || all && from < text.length()) {
      int end = Math.min(text.length(), from + size);
      // half a surrogate pair can't be stored
      end -= end < text.length() && Character.isHighSurrogate(text.charAt(end - 1)) ? 1 : 0;
      each.accept(text.subSequence(from, end).toString());
      from = end;
    }
    return from;
  }

  private static void print(CharSequence any, StringBuilder out) {
    if (any instanceof HexText large) {
      for (int part = 0; part < large.parts(); part++) {
        out.append(large.digits(part));
      }
      return;
    }
    String value = (String) any;
    if (!needsQuotes(value)) {
      out.append(value);
      return;
    }
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (Escapes.isPair(value, i)) {
        out.append(c).append(value.charAt(++i));
      } else if (isUnstorable(c)) {
        Escapes.append(c, out);
      } else {
        if (c == '"' || c == '\\') {
          out.append(c);
        }
        out.append(c);
      }
    }
    out.append('"');
  }

  /** Whether it is NUL or a surrogate; callers pass only unpaired surrogates. */
  private static boolean isUnstorable(char c) {
    return c == 0 || Character.isSurrogate(c);
  }

  /** The rule of PostgreSQL's record_out, so that equal rows have equal texts on both sides. */
  private static boolean needsQuotes(String value) {
    if (value.isEmpty()) {
      return true;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\', '(', ')', ',', ' ', '\t', '\n', '\r', '\f', 0x0b, 0 -> {
          return true;
        }
        default -> {
          if (Character.isSurrogate(c)) {
            if (!Escapes.isPair(value, i)) {
              return true;
            }
            i++;
          }
        }
      }
    }
    return false;
  }

  /**
   * Reads what {@link #print} or a cast in PostgreSQL wrote.
   *
   * @throws IllegalArgumentException when the text is no row; the message does not show it
   */
  public static String[] parse(String text) {
    int end = text.length() - 1;
    if (end < 1 || text.charAt(0) != '(' || text.charAt(end) != ')') {
      throw new IllegalArgumentException("not the text of a row: no enclosing parentheses");
    }
    List<String> values = new ArrayList<>();
    int at = 1;
    while (true) {
      char c = text.charAt(at);
      if (c == ',' || at == end) {
        values.add(null);
      } else if (c == '"') {
        at = quoted(text, at + 1, end, values);
      } else {
        int comma = text.indexOf(',', at);
        int stop = comma < 0 ? end : comma;
        values.add(text.substring(at, stop));
        at = stop;
      }
      if (at == end) {
        return values.toArray(new String[0]);
      }
      if (text.charAt(at) != ',') {
        throw new IllegalArgumentException("not the text of a row: a quote ends inside a value");
      }
      at++;
    }
  }

  /** Adds the quoted value that starts at {@code at} and returns the index after its last quote. */
  private static int quoted(String text, int at, int end, List<String> values) {
    StringBuilder value = null;
    int from = at;
    while (at < end) {
      char c = text.charAt(at);
      boolean doubled = c == '"' && text.charAt(at + 1) == '"';
      if (c == '\\' || doubled) {
        value = value == null ? new StringBuilder() : value;
        int unit = text.startsWith("\\u", at) ? Escapes.unit(text, at + 2) : -1;
        value.append(text, from, at).append(unit < 0 ? text.charAt(at + 1) : (char) unit);
        at += unit < 0 ? 2 : 6;
        from = at;
      } else if (c == '"') {
        String tail = text.substring(from, at);
        values.add(value == null ? tail : value.append(tail).toString());
        return at + 1;
      } else {
        at++;
      }
    }
    throw new IllegalArgumentException("not the text of a row: a quoted value does not end");
  }
}
