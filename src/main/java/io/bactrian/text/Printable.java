package io.bactrian.text;

/**
 * Text from elsewhere (values, keys, names, reasons) as it may be shown on a terminal or in a log:
 * what steers a terminal, breaks a line, turns the direction of writing or can't be seen stands as
 * {@code \}{@code u{…}}, with its code in hexadecimal. Once more does no harm. Stateless.
 */
public final class Printable {
  private Printable() {}

  /** On one line. Null is {@code null}. */
  public static String of(Object foreign) {
    String text = String.valueOf(foreign);
    StringBuilder shown = new StringBuilder(text.length() + 16);
    for (int i = 0, code; i < text.length(); i += Character.charCount(code)) {
      code = text.codePointAt(i);
      if (hidden(code)) {
        shown.append("\\u{").append(Integer.toHexString(code)).append('}');
      } else {
        shown.appendCodePoint(code);
      }
    }
    return shown.toString();
  }

  /** The same inside of JSON, in the only form that it knows. */
  public static String inJson(String json) {
    StringBuilder shown = new StringBuilder(json.length() + 16);
    for (int i = 0, code; i < json.length(); i += Character.charCount(code)) {
      code = json.codePointAt(i);
      if (hidden(code)) {
        for (char unit : Character.toChars(code)) {
          shown.append("\\u%04x".formatted((int) unit));
        }
      } else {
        shown.appendCodePoint(code);
      }
    }
    return shown.toString();
  }

  /** Controls, formats (direction, zero width, tags), separators of lines, half characters. */
  static boolean hidden(int code) {
    return switch (Character.getType(code)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
