package io.bactrian.site;

import io.bactrian.web.AuditLog;
import io.bactrian.web.Served;
import io.bactrian.web.WebServer;
import java.util.List;
import java.util.Optional;

/** The web page of a site that has one. */
final class SiteWeb {
  private SiteWeb() {}

  /**
   * Opens it, if the settings say where.
   *
   * @throws io.bactrian.problem.ProblemException when the address can't be bound, or the file of
   *     accounts is faulty
   */
  static Optional<WebServer> open(Site site) {
    if (site.configuration().web().listen().isEmpty()) {
      return Optional.empty();
    }
    WebServer server =
        new WebServer(
            new Served(
                site.configuration(),
                site::status,
                site.isHub() ? Optional.of(site.decisions()) : Optional.empty(),
                site.clock()),
            new AuditLog(site.configuration().folder().resolve("audit"), site.clock()),
            List.of());
    try {
      server.open();
      return Optional.of(server);
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }
}
