package io.bactrian.changelog.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of the embedded store. A store whose write fails is closed for good, with all that it
 * holds in memory; so that a write which finds the disk full takes the {@link Reserve}, and if
 * someone else was faster waits until there is room. Other faults of the disk are passed on.
 */
final class PatientFile extends FileBaseDefault {
  private static final Logger LOG = LoggerFactory.getLogger(PatientFile.class);
  private static final long LOOK_EVERY = 100_000_000;
  private static final int SAY_EVERY = 600;

  private final FileChannel file;
  private final Path path;
  private final Reserve reserve;

  private PatientFile(FileChannel file, Path path) {
    this.file = file;
    this.path = path;
    this.reserve = new Reserve(path);
  }

  /** The name by which the store opens it. */
  static String named(Path path) {
    return Scheme.NAME + ":" + path;
  }

  /** Known to the store's file system by its name. Stateless; public because that makes more. */
  public static final class Scheme extends FilePathWrapper {
    private static final String NAME = "patient";

    static {
      FilePath.register(new Scheme());
    }

    public Scheme() {}

    /** Makes sure that the name is known. */
    static void known() {}

    @Override
    public String getScheme() {
      return NAME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
      return new PatientFile(getBase().open(mode), Path.of(getBase().toString()));
    }
  }

  @Override
  public synchronized int write(ByteBuffer bytes, long position) throws IOException {
    int start = bytes.position();
    for (int tries = 0; ; tries++) {
      try {
        return file.write(bytes, position);
      } catch (IOException failed) {
        if (!full(failed)) {
          throw failed;
        }
        bytes.position(start);
        reserve.release();
        await(tries);
      }
    }
  }

  private static boolean full(IOException failed) {
    String message = ("" + failed.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("space") || message.contains("quota");
  }

  private void await(int tries) {
    if (tries == 0) {
      return;
    }
    if (tries % SAY_EVERY == 1) {
      LOG.error(
          "The disk under {} is full, and the room that was kept for this is taken by others. The embedded changelog, and everyone who uses it, waits; nothing is lost. Make room: it goes on by itself.",
          path);
    }
    LockSupport.parkNanos(LOOK_EVERY);
  }

  @Override
  public int read(ByteBuffer bytes, long position) throws IOException {
    return file.read(bytes, position);
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  public void force(boolean metaData) throws IOException {
    file.force(metaData);
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return file.tryLock(position, size, shared);
  }

  @Override
  protected void implTruncate(long size) throws IOException {
    file.truncate(size);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    file.close();
  }
}
