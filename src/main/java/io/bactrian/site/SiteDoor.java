package io.bactrian.site;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.door.Credentials;
import io.bactrian.door.Door;
import io.bactrian.door.Rounds;
import io.bactrian.exchange.Signal;
import io.bactrian.file.OwnerOnly;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The door of a site that listens. */
final class SiteDoor {
  private SiteDoor() {}

  /**
   * Opens it, if the site has one; the routes behind it run already.
   *
   * @throws io.bactrian.problem.ProblemException when the address can't be had
   */
  static Optional<Door> open(SiteConfiguration configuration, Rounds rounds, Signal captured)
      throws IOException {
    if (configuration.exchange().listen().isEmpty()) {
      return Optional.empty();
    }
    Set<String> unauthenticated =
        configuration.partners().stream()
            .filter(SiteConfiguration.Partner::unauthenticated)
            .map(SiteConfiguration.Partner::id)
            .collect(Collectors.toSet());
    Door door =
        new Door(
            configuration.site().id(),
            configuration.exchange(),
            new Credentials(configuration.tokens(), unauthenticated),
            rounds,
            captured,
            OwnerOnly.folder(new SiteFolder(configuration.folder()).spool()));
    try {
      door.open();
      return Optional.of(door);
    } catch (RuntimeException e) {
      door.close();
      throw e;
    }
  }
}
