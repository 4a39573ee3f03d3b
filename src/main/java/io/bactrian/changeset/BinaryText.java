package io.bactrian.changeset;

import java.util.Arrays;

/**
 * Reads base64, as it comes, into hexadecimal digits, the canonical text of a binary value. Only
 * the one base64 text of a value is accepted: padded, without line breaks. For one value and one
 * thread.
 */
final class BinaryText {
  private static final byte[] SIXES = sixes();

  private final HexText.Builder value = new HexText.Builder();
  private int bits;
  private int chars;
  private int pads;
  private boolean wrong;

  private static byte[] sixes() {
    byte[] sixes = new byte[128];
    Arrays.fill(sixes, (byte) -1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < alphabet.length(); i++) {
      sixes[alphabet.charAt(i)] = (byte) i;
    }
    return sixes;
  }

  /** Whether a value is the canonical text of a binary one. */
  static boolean isHex(CharSequence value) {
    if (value instanceof HexText) {
      return true;
    }
    for (int i = 0; i < value.length(); i++) {
      if (!HexText.isDigit(value.charAt(i))) {
        return false;
      }
    }
    return value.length() % 2 == 0;
  }

  /** How long a value is as base64. */
  static long length(CharSequence hex) {
    return (hex.length() / 2 + 2L) / 3 * 4;
  }

  void add(char[] text, int from, int count) {
    for (int i = from; i < from + count; i++) {
      char c = text[i];
      int six = c < 128 ? SIXES[c] : -1;
      if (c == '=') {
        pads++;
      } else {
        wrong |= six < 0 || pads > 0;
        bits = bits << 6 | six;
        chars++;
        if (chars == 4) {
          bytes(3);
        }
      }
    }
  }

  private void bytes(int count) {
    for (int i = 0; i < count; i++) {
      value.add(bits >> 16 - 8 * i);
    }
    bits = 0;
    chars = 0;
  }

  /** The hexadecimal digits; null when what was added is no base64. */
  CharSequence hex() {
    boolean whole = chars == 0 ? pads == 0 : chars + pads == 4 && chars > 1;
    int left = chars == 2 ? 0xf : chars == 3 ? 3 : 0;
    if (wrong || !whole || (bits & left) != 0) {
      return null;
    }
    if (chars > 0) {
      int count = chars - 1;
      bits <<= 6 * (4 - chars);
      bytes(count);
    }
    return value.text();
  }
}
