package io.bactrian.demo;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.config.Tokens;
import io.bactrian.web.Accounts;
import io.bactrian.web.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The web page of the demo's head office, and the one account that it has. Immutable.
 *
 * @param port on loopback
 * @param password new at each start
 */
public record DemoPage(int port, String password) {
  private static final String NAME = "demo";
  private static final int LETTERS = 12;

  /** Makes a password. */
  public static DemoPage at(int port, Tokens tokens) {
    return new DemoPage(port, tokens.next().substring(0, LETTERS));
  }

  /** Adds it to a site's folder. */
  void addTo(Path folder) throws IOException {
    Files.writeString(
        folder.resolve(SiteConfiguration.FILE),
        "%n# The web page, for this machine alone.%nweb.listen = 127.0.0.1:%d%n".formatted(port),
        StandardOpenOption.APPEND);
    Accounts.in(folder).put(NAME, Role.OPERATOR, password);
  }

  /** Where it is and how to log in. */
  public String invitation() {
    return "http://127.0.0.1:%d/   (name %s, password %s)".formatted(port, NAME, password);
  }
}
