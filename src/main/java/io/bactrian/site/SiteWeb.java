package io.bactrian.site;

import io.bactrian.api.Api;
import io.bactrian.decide.Decisions;
import io.bactrian.event.EventReader;
import io.bactrian.monitor.StatusJson;
import io.bactrian.web.AuditLog;
import io.bactrian.web.Served;
import io.bactrian.web.WebServer;
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
    AuditLog audit =
        new AuditLog(site.configuration().folder().resolve("audit"), site.clock());
    Optional<Decisions> decisions =
        site.isHub() ? Optional.of(site.decisions()) : Optional.empty();
    WebServer server =
        new WebServer(
            new Served(
                site.configuration(),
                site::status,
                decisions,
                site.clock()),
            audit,
            Api.sections(
                new Api.Asks(
                    () -> StatusJson.of(site.status()),
                    decisions,
                    new EventReader(site.events()),
                    site.told(),
                    site.clock()),
                audit));
    try {
      server.open();
      return Optional.of(server);
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }
}
