package io.bactrian.changeset;

/**
 * Escapes characters that XML can't contain, not even as a reference, as {@code \}{@code uXXXX} (a
 * UTF-16 code unit), and doubles each backslash. Only values that contain such a character are
 * escaped. Stateless.
 */
public final class Escapes {
  private Escapes() {}

  /** Whether the value contains a character that XML 1.0 can't. */
  public static boolean needed(String value) {
    for (int i = 0, length = value.length(); i < length; i++) {
      char c = value.charAt(i);
      if (c >= 0x20 && c < 0xd800) {
        continue;
      }
      if (isPair(value, i)) {
        i++;
      } else if (isForbidden(c)) {
        return true;
      }
    }
    return false;
  }

  /** Escapes a value, which need not need it; not null. */
  public static String encode(String value) {
    StringBuilder out = new StringBuilder(value.length() + 16);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (isPair(value, i)) {
        out.append(c).append(value.charAt(++i));
      } else if (isForbidden(c)) {
        append(c, out);
      } else {
        out.append(c == '\\' ? "\\\\" : String.valueOf(c));
      }
    }
    return out.toString();
  }

  /** Writes one code unit as {@code \}{@code uXXXX}. */
  static void append(char c, StringBuilder out) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(Character.forDigit(c >> shift & 0xf, 16));
    }
  }

  /** Reverses {@link #encode}; null when the text is not its output. */
  public static String decode(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int from = 0;
    for (int at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', from)) {
      out.append(text, from, at);
      if (text.startsWith("\\\\", at)) {
        out.append('\\');
        from = at + 2;
      } else {
        int c = text.startsWith("\\u", at) ? unit(text, at + 2) : -1;
        if (c < 0) {
          return null;
        }
        out.append((char) c);
        from = at + 6;
      }
    }
    return out.append(text, from, text.length()).toString();
  }

  /** Parses four hexadecimal digits; -1 when they are not. */
  static int unit(String text, int at) {
    if (at + 4 > text.length()) {
      return -1;
    }
    int unit = 0;
    for (int i = at; i < at + 4; i++) {
      char c = text.charAt(i);
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        return -1;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }

  static boolean isPair(String value, int i) {
    return Character.isHighSurrogate(value.charAt(i))
        && i + 1 < value.length()
        && Character.isLowSurrogate(value.charAt(i + 1));
  }

  private static boolean isForbidden(char c) {
    return c < 0x20 ? c != '\t' && c != '\n' && c != '\r' : Character.isSurrogate(c) || c >= 0xfffe;
  }
}
