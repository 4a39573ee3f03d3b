package io.bactrian.site;

import io.bactrian.file.OwnerOnly;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One runner per site folder. The operating system gives the lock back when the process ends,
 * however it ends. A runner that slips through all the same (two folders on one database) does no
 * harm: the database's locks and the changelog's head decide.
 */
public final class SiteLock implements AutoCloseable {
  private static final String HOLDER = "site.lock.holder";
  private final RandomAccessFile file;
  private final FileLock lock;

  private SiteLock(RandomAccessFile file, FileLock lock) {
    this.file = file;
    this.lock = lock;
  }

  /** Takes the lock in the name of this process; see {@link #take(Path, String)}. */
  public static SiteLock take(Path folder) {
    return take(
        folder,
        "process %d of %s"
            .formatted(ProcessHandle.current().pid(), System.getProperty("user.name", "unknown")));
  }

  /**
   * Takes the lock.
   *
   * @param holder who asks, for the message to others
   * @throws LockedException when another process has it; names it
   */
  public static SiteLock take(Path folder, String holder) {
    try {
      OwnerOnly.folder(folder);
      RandomAccessFile file =
          new RandomAccessFile(OwnerOnly.file(folder.resolve("site.lock")).toFile(), "rw");
      FileLock lock = tryLock(file);
      if (lock == null) {
        file.close();
        throw new LockedException(folder, heldBy(folder));
      }
      OwnerOnly.write(folder.resolve(HOLDER), holder);
      return new SiteLock(file, lock);
    } catch (IOException e) {
      throw Problem.of("The lock of site folder %s can't be taken (%s).", folder, e.getMessage())
          .follows("Nothing was started.")
          .toDo("Check the folder's permissions and the disk.")
          .exception(e);
    }
  }

  private static FileLock tryLock(RandomAccessFile file) throws IOException {
    try {
      return file.getChannel().tryLock();
    } catch (OverlappingFileLockException inThisProcess) {
      return null;
    }
  }

  private static String heldBy(Path folder) throws IOException {
    Path holder = folder.resolve(HOLDER);
    return Files.exists(holder) ? Files.readString(holder, StandardCharsets.UTF_8) : "unknown";
  }

  /** Gives it back; once more does no harm. */
  @Override
  public void close() {
    try {
      if (lock.isValid()) {
        lock.release();
      }
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Another process runs this site. */
  public static final class LockedException extends ProblemException {
    private static final long serialVersionUID = 1;

    LockedException(Path folder, String holder) {
      super(
          Problem.of("Site folder %s is in use by %s.", folder, holder)
              .follows("This process does nothing.")
              .toDo(
                  "Stop the other one first, or use `status`, `changelog` and `conflicts`, which work beside it."));
    }
  }
}
