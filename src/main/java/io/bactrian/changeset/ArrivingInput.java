package io.bactrian.changeset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Copies everything read from it to a file. */
final class ArrivingInput extends InputStream {
  private final InputStream in;
  private final FileChannel file;
  private final long maxBytes;
  private long bytes;

  ArrivingInput(InputStream in, FileChannel file, long maxBytes) {
    this.in = in;
    this.file = file;
    this.maxBytes = maxBytes;
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
      bytes += read;
      if (bytes > maxBytes) {
        throw new MalformedChangesetException(
            "it is larger than " + maxBytes + " bytes", "compressed byte " + bytes);
      }
      ByteBuffer arrived = ByteBuffer.wrap(buffer, from, read);
      while (arrived.hasRemaining()) {
        file.write(arrived);
      }
    }
    return read;
  }
}
