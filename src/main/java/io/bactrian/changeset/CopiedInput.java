package io.bactrian.changeset;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Copies everything read from it to an output and remembers the last byte. */
final class CopiedInput extends FilterInputStream {
  private final OutputStream copy;
  private long bytes;
  private int last = -1;

  CopiedInput(InputStream in, OutputStream copy) {
    super(in);
    this.copy = copy;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int from, int length) throws IOException {
    int read = in.read(buffer, from, length);
    if (read > 0) {
      copy.write(buffer, from, read);
      bytes += read;
      last = buffer[from + read - 1];
    }
    return read;
  }

  @Override
  public void close() {
    // the owner of the input closes it
  }

  long bytes() {
    return bytes;
  }

  /** The last byte read; -1 before the first. */
  int last() {
    return last;
  }
}
