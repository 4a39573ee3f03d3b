package io.bactrian.changeset;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Hashes the bytes written to it and compresses them to a file. For one thread. */
final class HashedFile extends OutputStream {
  private final MessageDigest digest = sha256();
  private final FileChannel channel;
  private final QuickGzip gzip;
  private long bytes;

  HashedFile(Path file) throws IOException {
    channel = ChangesetFile.create(file);
    gzip = new QuickGzip(Channels.newOutputStream(channel));
  }

  /** Compresses at the fastest level, to save processor time. */
  private static final class QuickGzip extends GZIPOutputStream {
    QuickGzip(OutputStream out) throws IOException {
      super(out, 1 << 16);
      def.setLevel(Deflater.BEST_SPEED);
    }

    /** Frees native memory without completing the file, as {@code close} would. */
    void release() {
      def.end();
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] some, int from, int length) throws IOException {
    digest.update(some, from, length);
    gzip.write(some, from, length);
    bytes += length;
  }

  /** Number of bytes written to it. */
  long bytes() {
    return bytes;
  }

  /** Completes the file on disk and returns its size. */
  long finish() throws IOException {
    gzip.finish();
    channel.force(true);
    return channel.size();
  }

  /** Hash of everything written; call it once. */
  String hash() {
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public void close() throws IOException {
    gzip.release();
    channel.close();
  }
}
