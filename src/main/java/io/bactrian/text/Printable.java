package io.bactrian.text;

/**
 * Makes text from elsewhere (values, keys, names, reasons) safe for a terminal or a log: replaces
 * characters that control a terminal, break a line, change the direction of writing or are
 * invisible by {@code \}{@code u{…}} with the code in hexadecimal. Idempotent. Stateless.
 */
public final class Printable {
  private Printable() {}

  /** Makes it safe and one line; null becomes the text {@code null}. */
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

  /** Makes JSON text safe, with JSON's own escapes. */
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

  /**
   * Control and format characters (direction, zero width, tags), line separators, unpaired
   * surrogates.
   */
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
