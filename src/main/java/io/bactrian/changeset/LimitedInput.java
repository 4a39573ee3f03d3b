package io.bactrian.changeset;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Limits the bytes that the XML parser reads, in total and between two parser events, so that no
 * name, comment or attribute grows without bound. Throws errors of the underlying stream unchecked,
 * so that the parser does not report them as its own.
 */
final class LimitedInput extends InputStream {
  private static final int BETWEEN_EVENTS = 4 << 20;

  private final InputStream in;
  private final long maxBytes;
  private long bytes;
  private long bytesAtEvent;
  private boolean ended;

  LimitedInput(InputStream in, Limits limits) {
    this.in = in;
    this.maxBytes = limits.maxBytes();
  }

  /** Called at each event of the parser. */
  void event() {
    bytesAtEvent = bytes;
  }

  /** Whether the parser has read the end of the input. */
  boolean ended() {
    return ended;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int from, int length) {
    int read;
    try {
      read = in.read(buffer, from, length);
    } catch (IOException e) {
      throw new UncheckedIOException("A changeset could not be read: " + e.getMessage(), e);
    }
    ended |= read < 0;
    bytes += Math.max(read, 0);
    if (bytes > maxBytes) {
      throw new MalformedChangesetException(
          "it is larger than " + maxBytes + " bytes", "uncompressed byte " + bytes);
    }
    if (bytes - bytesAtEvent > BETWEEN_EVENTS) {
      throw new MalformedChangesetException(
          "a name, attribute or comment is too long", "uncompressed byte " + bytes);
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
