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
 * Disk space reserved for the embedded store, as a file beside it. The store can't abort a write
 * that it has started: when the disk is full, the reserve is deleted for it, and no new write
 * starts until there is a reserve again. Its only state is the file. Thread-safe.
 */
final class Reserve {
  /** Size, more than the store ever writes at once. */
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

  /** Whether the reserve exists; tries to create it when missing. */
  synchronized boolean ready() {
    if (file.toFile().length() == BYTES) {
      return true;
    }
    // require twice the space: whatever filled the disk may still be writing
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

  /** Deletes the reserve. */
  synchronized void release() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("The reserve {} can't be deleted; the disk stays full", file, e);
    }
  }
}
