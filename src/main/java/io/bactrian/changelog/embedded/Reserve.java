package io.bactrian.changelog.embedded;

import io.bactrian.file.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Room on the disk kept for the embedded store, as a file beside it. The store can't give up a
 * write that it has begun: when the disk is full, the reserve is given up for it, and nothing new
 * begins until there is a reserve again. What it is, is on the disk alone; thread-safe.
 */
final class Reserve {
  /** More than the store ever writes at once. */
  static final int BYTES = 16 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(Reserve.class);
  private static final int PIECE = 1 << 20;

  private final Path file;

  /**
   * @param store the file that the reserve is for
   */
  Reserve(Path store) {
    file = store.resolveSibling(store.getFileName() + ".reserve");
  }

  /** Whether there is one; tries to make it when there isn't. */
  synchronized boolean ready() {
    if (file.toFile().length() == BYTES) {
      return true;
    }
    // a second one's room must be left: who made the disk full goes on, perhaps
    return file.toAbsolutePath().getParent().toFile().getUsableSpace() > 2L * BYTES && make();
  }

  private boolean make() {
    try (FileChannel channel =
        FileChannel.open(
            OwnerOnly.file(file), StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
      for (int written = 0; written < BYTES; ) {
        ByteBuffer zeros = ByteBuffer.allocate(Math.min(PIECE, BYTES - written));
        while (zeros.hasRemaining()) {
          written += channel.write(zeros);
        }
      }
      return true;
    } catch (IOException full) {
      release();
      return false;
    }
  }

  /** Gives the room back. */
  synchronized void release() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("The reserve {} can't be deleted; the disk stays full", file, e);
    }
  }
}
