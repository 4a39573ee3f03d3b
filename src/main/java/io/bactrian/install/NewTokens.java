package io.bactrian.install;

import io.bactrian.config.Tokens;
import io.bactrian.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * How a new site and a partner know each other over HTTP: by a token in a file of its own; on
 * loopback, unless a token is given, not at all, and the settings say so.
 *
 * @param given file with the token that both share
 * @param made where there is none
 */
public record NewTokens(Optional<Path> given, Tokens made) {
  private static final String NONE =
      "# only because %s is on this machine; else: partner.%s.token = ${file:%2$s.token}\n";

  /** Lines of the settings, for a partner that is reached by HTTP. */
  String lines(String partner, String address, boolean loopback) {
    return loopback && given.isEmpty()
        ? NONE.formatted(address, partner) + "partner.%s.authentication = none\n".formatted(partner)
        : "partner.%s.token = ${file:%1$s.token}\n".formatted(partner);
  }

  /**
   * Writes the file that those lines name, for its owner's eyes only; keeps one that is there.
   *
   * @return the file; empty when none is needed or it was there
   * @throws io.bactrian.problem.ProblemException at a spoke without a token for a hub elsewhere
   */
  Optional<Path> write(Path folder, String partner, boolean hub, boolean loopback)
      throws IOException {
    Path file = folder.resolve(partner + ".token");
    if (loopback && given.isEmpty() || Files.exists(file)) {
      return Optional.empty();
    }
    if (given.isEmpty() && !hub) {
      throw Problem.of("The hub %s is not on this machine and wants a token.", partner)
          .follows("No site folder was written.")
          .toDo(
              "Name by --token-file the one that the hub has for this site; init at the hub wrote it.")
          .exception();
    }
    String token = given.isPresent() ? Files.readString(given.get()).strip() : made.next();
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      Files.createFile(
          file,
          PosixFilePermissions.asFileAttribute(
              Set.copyOf(PosixFilePermissions.fromString("rw-------"))));
    }
    Files.writeString(file, token + "\n");
    return Optional.of(file);
  }
}
