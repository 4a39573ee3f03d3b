package io.bactrian.changeset;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads base64, as it comes, into hexadecimal digits, the canonical text of a binary value. Only
 * the one base64 text of a value is accepted: padded, without line breaks. For one value and one
 * thread.
 */
final class BinaryText {
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int PIECE = 6 << 13;
  private static final byte[] SIXES = sixes();

  /** Full pieces, so that nothing is copied while the value grows. */
  private final List<byte[]> full = new ArrayList<>();

  private byte[] piece = new byte[6 << 4];
  private int end;
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
  static boolean isHex(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return value.length() % 2 == 0;
  }

  /** How long a value is as base64. */
  static long length(String hex) {
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
    ensure(6);
    for (int i = 0; i < count; i++) {
      int one = bits >> 16 - 8 * i & 0xff;
      piece[end++] = DIGITS[one >> 4];
      piece[end++] = DIGITS[one & 0xf];
    }
    bits = 0;
    chars = 0;
  }

  private void ensure(int room) {
    if (piece.length - end >= room) {
      return;
    }
    if (piece.length == PIECE) {
      full.add(piece);
      piece = new byte[PIECE];
      end = 0;
    } else {
      piece = Arrays.copyOf(piece, Math.min(PIECE, piece.length * 8));
    }
  }

  /** The hexadecimal digits; null when what was added is no base64. */
  String hex() {
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
    byte[] all = new byte[full.size() * PIECE + end];
    for (int i = 0; i < full.size(); i++) {
      System.arraycopy(full.set(i, null), 0, all, i * PIECE, PIECE);
    }
    System.arraycopy(piece, 0, all, all.length - end, end);
    return new String(all, StandardCharsets.ISO_8859_1);
  }
}
