package io.bactrian.changeset;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes a document to its file or, for a while, to another stream; the caller must later append
 * what went there. For one thread.
 */
final class DivertedOutput extends OutputStream {
  private final OutputStream file;
  private OutputStream now;
  private long missing;

  DivertedOutput(OutputStream file) {
    this.file = file;
    this.now = file;
  }

  /**
   * @param other where to write; null for the file again
   */
  void divert(OutputStream other) {
    now = other == null ? file : other;
  }

  void appended(long bytes) {
    missing -= bytes;
  }

  boolean isMissing() {
    return missing != 0;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    missing += now == file ? 0 : length;
    now.write(bytes, from, length);
  }
}
