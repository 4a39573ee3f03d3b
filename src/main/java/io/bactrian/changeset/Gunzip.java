package io.bactrian.changeset;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * Decompresses exactly one gzip member (RFC 1952) of limited size, with nothing after it. {@code
 * GZIPInputStream} can't do this: depending on buffering, it reads bytes after the first member as
 * another member or ignores them.
 */
final class Gunzip extends InflaterInputStream {
  private static final long RATIO_FROM = 256L << 20;
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  private final Limits limits;
  private final CRC32 crc = new CRC32();
  private boolean complete;

  Gunzip(InputStream in, Limits limits) throws IOException {
    super(in, new Inflater(true), 1 << 16);
    this.limits = limits;
    try {
      header();
    } catch (IOException | RuntimeException e) {
      inf.end();
      throw e;
    }
  }

  private void header() throws IOException {
    if (octet(in) != 0x1f || octet(in) != 0x8b || octet(in) != 8) {
      throw malformed("it is neither gzip nor XML");
    }
    int flags = octet(in);
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip(octet(in) | octet(in) << 8);
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CRC) != 0) {
      skip(2);
    }
    if (flags >= 32) {
      throw malformed("its gzip header has unknown flags");
    }
  }

  @Override
  public int read(byte[] buffer, int from, int length) throws IOException {
    int read;
    try {
      read = super.read(buffer, from, length);
    } catch (ZipException e) {
      throw malformed("the compressed data are damaged");
    } catch (EOFException e) {
      throw cutShort();
    }
    if (read > 0) {
      crc.update(buffer, from, read);
      bound();
    } else if (read < 0 && !complete) {
      trailer();
      complete = true;
    }
    return read;
  }

  private void bound() {
    long bytes = inf.getBytesWritten();
    if (bytes > limits.maxBytes()) {
      throw malformed("it expands to more than " + limits.maxBytes() + " bytes");
    }
    if (bytes > RATIO_FROM && bytes / limits.maxRatio() > inf.getBytesRead()) {
      throw malformed("it expands to more than " + limits.maxRatio() + " times its size");
    }
  }

  private void trailer() throws IOException {
    int left = inf.getRemaining();
    InputStream rest = new SequenceInputStream(new ByteArrayInputStream(buf, len - left, left), in);
    if (word(rest) != crc.getValue() || word(rest) != (inf.getBytesWritten() & 0xffffffffL)) {
      throw malformed("the compressed data are damaged");
    }
    if (rest.read() >= 0) {
      throw malformed("there are more data after the compressed data");
    }
  }

  private long word(InputStream from) throws IOException {
    return octet(from) | octet(from) << 8 | octet(from) << 16 | (long) octet(from) << 24;
  }

  private int octet(InputStream from) throws IOException {
    int octet = from.read();
    if (octet < 0) {
      throw cutShort();
    }
    return octet;
  }

  private void skip(int octets) throws IOException {
    for (int i = 0; i < octets; i++) {
      octet(in);
    }
  }

  private void skipText() throws IOException {
    for (int i = 0; octet(in) != 0; i++) {
      if (i > 1 << 16) {
        throw malformed("its gzip header is too long");
      }
    }
  }

  private MalformedChangesetException cutShort() {
    return MalformedChangesetException.cutShort(
        "the compressed data end before they are complete",
        "compressed byte " + inf.getBytesRead());
  }

  private MalformedChangesetException malformed(String what) {
    return new MalformedChangesetException(what, "compressed byte " + inf.getBytesRead());
  }

  @Override
  public void close() throws IOException {
    inf.end();
    super.close();
  }
}
