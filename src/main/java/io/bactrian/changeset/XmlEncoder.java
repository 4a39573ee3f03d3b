package io.bactrian.changeset;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Writes XML in UTF-8 through one buffer, without a StAX writer's checks of names and nesting. The
 * caller writes the markup; this class escapes text and attributes. For one thread.
 */
final class XmlEncoder {
  /** Most bytes that one char takes, as a reference such as {@code &quot;}. */
  private static final int MOST = 6;

  /** Digits at a time, so that each but the last becomes base64 without padding. */
  private static final int PIECE = 6 << 11;

  private static final boolean[] PLAIN_TEXT = plain("&<>\r");
  private static final boolean[] PLAIN_ATTRIBUTE = plain("&<>\r\n\t\"");

  private final byte[] buffer = new byte[1 << 16];
  private final OutputStream out;
  private int end;

  XmlEncoder(OutputStream out) {
    this.out = out;
  }

  private static boolean[] plain(String special) {
    boolean[] plain = new boolean[128];
    for (int c = 0; c < plain.length; c++) {
      plain[c] = special.indexOf(c) < 0;
    }
    return plain;
  }

  /** Writes markup, a few hundred bytes at most. */
  void markup(byte[] ascii) throws IOException {
    ensure(ascii.length);
    System.arraycopy(ascii, 0, buffer, end, ascii.length);
    end += ascii.length;
  }

  /** Writes text, which must contain only characters that XML allows. */
  void text(String value) throws IOException {
    escaped(value, PLAIN_TEXT);
  }

  /**
   * Writes a space and an attribute.
   *
   * @throws IllegalArgumentException when XML can't contain the value
   */
  void attribute(String name, String value) throws IOException {
    if (Escapes.needed(value)) {
      throw new IllegalArgumentException(
          "A changeset's "
              + name
              + " contains a control character or half a surrogate pair, which"
              + " XML can't. Nothing was sent. Rename what has this name.");
    }
    escaped(" " + name + "=", PLAIN_TEXT);
    put('"');
    escaped(value, PLAIN_ATTRIBUTE);
    put('"');
  }

  /** Writes hexadecimal digits, two for each byte, as base64. */
  void base64(CharSequence hex) throws IOException {
    if (hex instanceof HexText large) {
      InputStream bytes = large.bytes();
      for (byte[] some = bytes.readNBytes(PIECE); some.length > 0; some = bytes.readNBytes(PIECE)) {
        markup(Base64.getEncoder().encode(some));
      }
      return;
    }
    for (int from = 0; from < hex.length(); from += PIECE) {
      int to = Math.min(from + PIECE, hex.length());
      markup(Base64.getEncoder().encode(HexFormat.of().parseHex(hex, from, to)));
    }
  }

  void attribute(String name, long value) throws IOException {
    attribute(name, Long.toString(value));
  }

  void flush() throws IOException {
    out.write(buffer, 0, end);
    end = 0;
  }

  private void put(char ascii) throws IOException {
    ensure(1);
    buffer[end++] = (byte) ascii;
  }

  private void ensure(int room) throws IOException {
    if (buffer.length - end < room) {
      flush();
    }
  }

  private void escaped(String value, boolean[] plain) throws IOException {
    int length = value.length();
    for (int from = 0; from < length; ) {
      ensure(MOST);
      from = run(value, from, Math.min(length, from + (buffer.length - end) / MOST), plain);
    }
  }

  /**
   * Writes the characters from {@code from} to {@code stop}, or to {@code stop + 1} if that would
   * split a surrogate pair.
   */
  private int run(String value, int from, int stop, boolean[] plain) {
    byte[] bytes = buffer;
    int at = end;
    int i = from;
    while (i < stop) {
      char c = value.charAt(i++);
      if (c < 0x80) {
        if (plain[c]) {
          bytes[at++] = (byte) c;
        } else {
          at = reference(c, at);
        }
      } else if (c < 0x800) {
        bytes[at++] = (byte) (0xc0 | c >> 6);
        bytes[at++] = (byte) (0x80 | c & 0x3f);
      } else if (Character.isHighSurrogate(c)) {
        at = pair(Character.toCodePoint(c, value.charAt(i++)), at);
      } else {
        bytes[at++] = (byte) (0xe0 | c >> 12);
        bytes[at++] = (byte) (0x80 | c >> 6 & 0x3f);
        bytes[at++] = (byte) (0x80 | c & 0x3f);
      }
    }
    end = at;
    return i;
  }

  private int pair(int c, int at) {
    buffer[at] = (byte) (0xf0 | c >> 18);
    buffer[at + 1] = (byte) (0x80 | c >> 12 & 0x3f);
    buffer[at + 2] = (byte) (0x80 | c >> 6 & 0x3f);
    buffer[at + 3] = (byte) (0x80 | c & 0x3f);
    return at + 4;
  }

  /** Writes a character as a reference, so that no parser reads it as markup or normalises it. */
  private int reference(char c, int at) {
    String reference =
        switch (c) {
          case '&' -> "&amp;";
          case '<' -> "&lt;";
          case '>' -> "&gt;";
          case '"' -> "&quot;";
          default -> "&#" + (int) c + ";";
        };
    for (int i = 0; i < reference.length(); i++) {
      buffer[at + i] = (byte) reference.charAt(i);
    }
    return at + reference.length();
  }
}
