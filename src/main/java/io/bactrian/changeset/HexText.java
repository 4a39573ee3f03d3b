package io.bactrian.changeset;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/**
 * A long text of lower-case hexadecimal digits, the canonical text of a large binary value, kept as
 * the bytes it stands for: half the memory, and in pieces, so that no part of it needs a large
 * array. A {@link Row} has all such texts in this form, and no others. Immutable; {@link #toString}
 * makes the whole text, so what may meet large values works on {@link #bytes} or {@link #digits}.
 */
public final class HexText implements CharSequence {
  /** Digits from which on a text is kept so. */
  static final int LONG = 1 << 18;

  /** Bytes of a piece; the last may have fewer. */
  private static final int PIECE = 1 << 17;

  /** Bytes that a builder has room for at first, as most values are short. */
  private static final int FIRST = 64;

  private static final HexFormat HEX = HexFormat.of();

  private final List<byte[]> pieces;
  private final int size;

  private HexText(List<byte[]> pieces, int size) {
    this.pieces = pieces;
    this.size = size;
  }

  /** The text in the form in which a row has it; null for null. */
  static CharSequence of(CharSequence text) {
    if (!(text instanceof String whole) || whole.length() < LONG || !isHex(whole)) {
      return text;
    }
    Builder packed = new Builder();
    packed.digits(whole, 0, whole.length());
    return packed.text();
  }

  /** Whether it is the canonical text of bytes. */
  private static boolean isHex(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
    }
    return text.length() % 2 == 0;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
  }

  /** Number of bytes. */
  public int size() {
    return size;
  }

  /** The bytes that the digits stand for. */
  public InputStream bytes() {
    List<InputStream> all = new ArrayList<>();
    pieces.forEach(piece -> all.add(new ByteArrayInputStream(piece)));
    return new SequenceInputStream(Collections.enumeration(all));
  }

  /** How many parts {@link #digits} has. */
  public int parts() {
    return pieces.size();
  }

  /** A part of the digits, from 0. */
  public String digits(int part) {
    return HEX.formatHex(pieces.get(part));
  }

  /** SHA-256 of the bytes. */
  public byte[] hash() {
    MessageDigest digest = HashedFile.sha256();
    pieces.forEach(digest::update);
    return digest.digest();
  }

  @Override
  public int length() {
    return Math.multiplyExact(2, size);
  }

  @Override
  public char charAt(int index) {
    byte one = pieces.get(index / 2 / PIECE)[index / 2 % PIECE];
    return index % 2 == 0 ? HEX.toHighHexDigit(one) : HEX.toLowHexDigit(one);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return toString().subSequence(start, end);
  }

  @Override
  public String toString() {
    byte[] all = new byte[length()];
    int at = 0;
    for (byte[] piece : pieces) {
      for (byte one : piece) {
        all[at++] = (byte) HEX.toHighHexDigit(one);
        all[at++] = (byte) HEX.toLowHexDigit(one);
      }
    }
    return new String(all, StandardCharsets.ISO_8859_1);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof HexText that
            && size == that.size
            && Arrays.deepEquals(pieces.toArray(), that.pieces.toArray());
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(pieces.toArray());
  }

  /** Makes a text of bytes or digits, as they come. For one thread. */
  public static final class Builder {
    private final List<byte[]> full = new ArrayList<>();
    private byte[] piece = new byte[FIRST];
    private int end;
    private int half = -1;

    /** Adds digits, all of which must be lower-case hexadecimal. */
    public void digits(CharSequence text, int from, int to) {
      for (int i = from; i < to; i++) {
        int digit = Character.digit(text.charAt(i), 16);
        if (half < 0) {
          half = digit;
        } else {
          add(half << 4 | digit);
          half = -1;
        }
      }
    }

    void add(int one) {
      if (end == piece.length) {
        room();
      }
      piece[end++] = (byte) one;
    }

    private void room() {
      if (end < PIECE) {
        piece = Arrays.copyOf(piece, Math.min(PIECE, end * 8));
      } else {
        full.add(piece);
        piece = new byte[PIECE];
        end = 0;
      }
    }

    /** Adds bytes. */
    public void bytes(byte[] some) {
      for (byte one : some) {
        add(one);
      }
    }

    /** The text; as a string when it is not long. Call it once. */
    public CharSequence text() {
      if (full.isEmpty() && 2 * end < LONG) {
        return HEX.formatHex(piece, 0, end) + odd();
      }
      int size = full.size() * PIECE + end;
      full.add(Arrays.copyOf(piece, end));
      HexText text = new HexText(List.copyOf(full), size);
      return half < 0 ? text : text + odd();
    }

    /** The last digit, where the digits are no whole bytes. */
    private String odd() {
      return half < 0 ? "" : String.valueOf(Character.forDigit(half, 16));
    }
  }
}
