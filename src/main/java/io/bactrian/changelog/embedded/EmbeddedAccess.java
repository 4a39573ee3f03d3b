package io.bactrian.changelog.embedded;

import io.bactrian.file.OwnerOnly;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * Where the embedded store of a folder is served and what lets one in, as told by {@code
 * changelog.access} to whoever may read the owner's files. Immutable.
 *
 * @param port on loopback
 * @param secret made again at each start
 * @param process that serves it
 */
public record EmbeddedAccess(int port, String secret, long process) {
  /** To whom the secret belongs, for the protocol that wants a name. */
  public static final String USER = "bactrian";

  /** Names in what the driver says a store, not the way to it. */
  public static final String LOOPBACK = "127.0.0.1";

  public static Path file(Path folder) {
    return folder.resolve("changelog.access");
  }

  /** What the file says, unless the process that wrote it is gone and someone else may listen. */
  public static Optional<EmbeddedAccess> read(Path folder) {
    try {
      Properties lines = new Properties();
      lines.load(new StringReader(Files.readString(file(folder))));
      EmbeddedAccess access =
          new EmbeddedAccess(
              Integer.parseInt(lines.getProperty("port", "")),
              lines.getProperty("secret", ""),
              Long.parseLong(lines.getProperty("process", "")));
      return Optional.of(access).filter(EmbeddedAccess::served);
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private boolean served() {
    return ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false);
  }

  /**
   * What a run that was killed has left: its process id may be somebody's again, as in a container.
   * Where that can't be removed, {@link #publish} says why.
   */
  static boolean withdraw(Path folder) {
    return file(folder).toFile().delete();
  }

  /** Whole or not at all, as others may read it now. */
  public void publish(Path folder) throws IOException {
    OwnerOnly.write(
        file(folder), "port=%d%nsecret=%s%nprocess=%d%n".formatted(port, secret, process));
  }

  @Override
  public String toString() {
    return "EmbeddedAccess[" + port + "]";
  }
}
