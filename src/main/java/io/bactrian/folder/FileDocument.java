package io.bactrian.folder;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;

/**
 * A file as a message body. Camel can read it again from the disk and need not cache it in memory.
 * For one thread.
 */
final class FileDocument extends InputStream implements StreamCache {
  private final SeekableByteChannel file;
  private long position;

  FileDocument(SeekableByteChannel file) {
    this.file = file;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int from, int length) throws IOException {
    int read = file.position(position).read(ByteBuffer.wrap(buffer, from, length));
    position += Math.max(read, 0);
    return read;
  }

  @Override
  public void reset() {
    position = 0;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    transferTo(out);
  }

  /** Reads the same file from its beginning. */
  @Override
  public StreamCache copy(Exchange exchange) {
    return new FileDocument(file);
  }

  @Override
  public boolean inMemory() {
    return false;
  }

  @Override
  public long length() {
    try {
      return file.size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
