package io.bactrian.changelog.embedded;

import io.bactrian.file.OwnerOnly;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * Port and secret of a running embedded store. Published in the file {@code changelog.access},
 * which only its owner can read. Immutable.
 *
 * @param port on loopback
 * @param secret new at each start
 * @param process id of the process that serves it
 */
public record EmbeddedAccess(int port, String secret, long process) {
  /** User name for the proxy protocol, which requires one. */
  public static final String USER = "bactrian";

  /** Host name in the driver's URI and messages; connections go through the proxy. */
  public static final String LOOPBACK = "127.0.0.1";

  public static Path file(Path folder) {
    return folder.resolve("changelog.access");
  }

  /**
   * Reads the file; empty when the process that wrote it has ended, as another may use its port.
   */
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
   * Deletes the file of a killed run, whose process id may be in use again, as in a container. If
   * that fails, {@link #publish} reports why.
   */
  static boolean withdraw(Path folder) {
    return file(folder).toFile().delete();
  }

  /** Writes the file atomically, as other processes may be reading it. */
  public void publish(Path folder) throws IOException {
    OwnerOnly.write(
        file(folder), "port=%d%nsecret=%s%nprocess=%d%n".formatted(port, secret, process));
  }

  @Override
  public String toString() {
    return "EmbeddedAccess[" + port + "]";
  }
}
