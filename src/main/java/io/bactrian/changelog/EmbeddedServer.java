package io.bactrian.changelog;

import de.bwaldvogel.mongo.MongoServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * The embedded MongoDB server on {@code changelog.mv} in a folder. The file's own lock says which
 * process serves it; {@code changelog.port} beside it tells the others where. It listens on
 * loopback and knows no users: whoever can log in to this machine can read it. Thread-safe.
 */
final class EmbeddedServer implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private final MongoServer server;
  private final Path port;

  private EmbeddedServer(MongoServer server, Path port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Serves the folder's store; empty when another process (or this one, elsewhere) already does.
   *
   * @throws IllegalStateException when the file can't be read
   */
  static Optional<EmbeddedServer> start(Path folder) {
    Path file = folder.resolve("changelog.mv");
    Path port = folder.resolve("changelog.port");
    MVStore store;
    try {
      Files.createDirectories(folder);
      PatientFile.Scheme.known();
      store = new MVStore.Builder().fileName(PatientFile.named(file)).autoCommitDisabled().open();
    } catch (MVStoreException e) {
      if (e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
        return Optional.empty();
      }
      throw new IllegalStateException(
          "The embedded changelog %s can't be opened: %s. Nothing was changed. Restore it from its newest backup, or reload this site."
              .formatted(file, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("The folder " + folder + " can't be made.", e);
    }
    MongoServer server = new MongoServer(new EmbeddedBackend(store, file));
    EmbeddedServer started = new EmbeddedServer(server, port);
    try {
      Files.deleteIfExists(port);
      server.bind(LOOPBACK, 0);
      started.publish();
    } catch (IOException e) {
      started.close();
      throw new UncheckedIOException("The file " + port + " can't be written.", e);
    }
    return Optional.of(started);
  }

  /** Where the folder's store is served, if the file says so; no one may be there any more. */
  static Optional<String> uri(Path folder) {
    try {
      String port = Files.readString(folder.resolve("changelog.port")).strip();
      return Optional.of("mongodb://" + LOOPBACK + ":" + Integer.parseInt(port) + "/");
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  String uri() {
    return "mongodb://" + LOOPBACK + ":" + server.getLocalAddress().getPort() + "/";
  }

  /** Whole or not at all, as others may read it now. */
  private void publish() throws IOException {
    Path whole = port.resolveSibling("changelog.port.new");
    Files.writeString(whole, server.getLocalAddress().getPort() + "\n");
    Files.move(whole, port, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(port);
    } catch (IOException e) {
      throw new UncheckedIOException("The file " + port + " can't be deleted.", e);
    } finally {
      server.shutdownNow();
    }
  }
}
