package io.bactrian.changelog.embedded;

import io.bactrian.file.OwnerOnly;
import io.bactrian.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * The embedded MongoDB server on {@code changelog.mv} in a folder. The file's own lock says which
 * process serves it; {@link EmbeddedAccess} tells the others where, and the secret without which
 * nobody is let in. Thread-safe.
 */
public final class EmbeddedServer implements AutoCloseable {
  private static final int SECRET_BYTES = 32;

  private final EmbeddedListener listener;
  private final EmbeddedAccess access;
  private final Path folder;

  private EmbeddedServer(EmbeddedListener listener, String secret, Path folder) {
    this.listener = listener;
    this.access = new EmbeddedAccess(listener.port(), secret, ProcessHandle.current().pid());
    this.folder = folder;
  }

  /**
   * Serves the folder's store; empty when another process (or this one, elsewhere) already does.
   *
   * @throws io.bactrian.problem.ProblemException when the file can't be read
   */
  public static Optional<EmbeddedServer> start(Path folder) {
    Path file = folder.resolve("changelog.mv");
    MVStore store;
    try {
      OwnerOnly.folder(folder);
      OwnerOnly.file(file);
      PatientFile.Scheme.known();
      store = new MVStore.Builder().fileName(PatientFile.named(file)).autoCommitDisabled().open();
      EmbeddedAccess.withdraw(folder);
    } catch (MVStoreException e) {
      if (e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
        return Optional.empty();
      }
      throw Problem.of("The embedded changelog %s can't be opened: %s.", file, e.getMessage())
          .follows("Nothing was changed.")
          .toDo("Restore it from its newest backup, or reload this site.")
          .exception(e);
    } catch (IOException e) {
      throw Problem.of("The embedded changelog %s can't be made (%s).", file, e)
          .follows("Nothing was started.")
          .toDo("Check the folder's permissions and the disk.")
          .exception(e);
    }
    String secret = secret();
    EmbeddedServer started =
        new EmbeddedServer(
            new EmbeddedListener(new EmbeddedBackend(store, file), secret), secret, folder);
    try {
      started.access.publish(folder);
    } catch (IOException e) {
      started.close();
      throw Problem.of("The file %s can't be written (%s).", EmbeddedAccess.file(folder), e)
          .follows("Nothing was started.")
          .toDo("Check the folder's permissions and the disk.")
          .exception(e);
    }
    return Optional.of(started);
  }

  private static String secret() {
    byte[] random = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  public EmbeddedAccess access() {
    return access;
  }

  @Override
  public void close() {
    Path file = EmbeddedAccess.file(folder);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw Problem.of("The file %s can't be deleted (%s).", file, e).exception(e);
    } finally {
      listener.close();
    }
  }
}
