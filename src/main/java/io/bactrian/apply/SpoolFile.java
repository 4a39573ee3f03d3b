package io.bactrian.apply;

import io.bactrian.file.OwnerOnly;
import io.bactrian.problem.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file for what is too much for memory. It is gone when it is closed, when it is no longer
 * referred to, and when the process ends. For one thread.
 */
final class SpoolFile implements AutoCloseable {
  private final Path folder;
  private final FileChannel file;

  /**
   * @param folder where the file is made; created if missing
   */
  SpoolFile(Path folder) {
    this.folder = folder;
    try {
      OwnerOnly.folder(folder);
      Path path = Files.createTempFile(folder, "apply-", ".part");
      file =
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private RuntimeException failed(IOException e) {
    return Problem.of(
            "What a large changeset needs until its end could not be kept in %s (%s).",
            folder, e.getMessage())
        .follows("The changeset is not applied; nothing is lost, and it is tried again.")
        .toDo("Check the disk.")
        .passes()
        .exception(e);
  }

  long size() {
    try {
      return file.size();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Writes all that remains. */
  void write(ByteBuffer bytes, long offset) {
    long at = offset;
    try {
      while (bytes.hasRemaining()) {
        at += file.write(bytes, at);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Fills the buffer, and flips it. */
  void read(ByteBuffer bytes, long offset) {
    long at = offset;
    try {
      while (bytes.hasRemaining()) {
        int some = file.read(bytes, at);
        if (some < 0) {
          throw new IOException("the file has become shorter");
        }
        at += some;
      }
    } catch (IOException e) {
      throw failed(e);
    }
    bytes.flip();
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }
}
