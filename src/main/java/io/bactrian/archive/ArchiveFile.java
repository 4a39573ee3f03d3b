package io.bactrian.archive;

import io.bactrian.file.OwnerOnly;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file of lines that is there whole or not at all, for its owner alone. Its name ends with a hash
 * of its content, so that the same lines again are the same file. For one thread.
 */
final class ArchiveFile implements AutoCloseable {
  private static final int HASH = 8;

  private final Path folder;
  private final Path part;
  private final FileChannel file;
  private final MessageDigest digest;
  private final OutputStream out;

  /** Begins a file in this folder, which is created when missing. */
  ArchiveFile(Path folder) throws IOException {
    this.folder = OwnerOnly.folder(folder);
    part = folder.resolve(".part");
    Files.deleteIfExists(part); // of a run that was killed
    file = FileChannel.open(OwnerOnly.file(part), StandardOpenOption.WRITE);
    digest = sha256();
    out = new BufferedOutputStream(new DigestOutputStream(Channels.newOutputStream(file), digest));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256.", e);
    }
  }

  void line(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.write('\n');
  }

  /**
   * Ends the file; it is durable when this returns.
   *
   * @param beginning of its name
   */
  Path end(String beginning) throws IOException {
    out.flush();
    file.force(true);
    file.close();
    String hash = HexFormat.of().formatHex(digest.digest(), 0, HASH);
    Path whole = folder.resolve(beginning + "-" + hash + ".jsonl");
    Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceFolder();
    return whole;
  }

  /** Where a folder can't be opened, as on Windows, a rename is durable by itself. */
  private void forceFolder() throws IOException {
    if (!System.getProperty("os.name").startsWith("Windows")) {
      try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
        names.force(true);
      }
    }
  }

  /** Discards what has not been ended. */
  @Override
  public void close() throws IOException {
    file.close();
    Files.deleteIfExists(part);
  }
}
