package io.bactrian.site;

import io.bactrian.api.Api;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.decide.Decisions;
import io.bactrian.exchange.Manifest;
import io.bactrian.monitor.StatusJson;
import io.bactrian.web.AuditLog;
import io.bactrian.web.Served;
import io.bactrian.web.WebServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The web page of a site that has one. */
final class SiteWeb {
  /** Most changesets of a partner that are shown. */
  private static final int RECENT = 5;

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
        new AuditLog(new SiteFolder(site.configuration().folder()).audit(), site.clock());
    Decisions decisions = site.decisions();
    WebServer server =
        new WebServer(
            new Served(
                site.configuration(),
                site::status,
                () -> new Served.Recent(sent(site), arrived(site)),
                decisions,
                site.clock()),
            audit,
            Api.sections(
                new Api.Asks(
                    () -> StatusJson.of(site.status()), decisions, site.events(), site.clock()),
                audit));
    try {
      server.open();
      return Optional.of(server);
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** The last ones of each partner that are still kept. */
  private static List<Served.Sent> sent(Site site) {
    List<Served.Sent> recent = new ArrayList<>();
    for (SiteConfiguration.Partner partner : site.configuration().partners()) {
      List<Manifest> waiting = site.changesets().unacknowledged(partner.id());
      long acknowledged = waiting.isEmpty() ? Long.MAX_VALUE : waiting.get(0).number() - 1;
      site.changesets()
          .lastSent(partner.id())
          .ifPresent(
              last -> {
                for (long n = last.number(); n > Math.max(0, last.number() - RECENT); n--) {
                  site.changesets()
                      .sent(partner.id(), last.incarnation(), n)
                      .map(one -> of(one, acknowledged))
                      .ifPresent(recent::add);
                }
              });
    }
    return recent;
  }

  /** The last ones of each partner that this process worked on. */
  private static List<Served.Arrived> arrived(Site site) {
    List<Served.Arrived> arrived = new ArrayList<>();
    for (SiteConfiguration.Partner partner : site.configuration().partners()) {
      site.partnerStreams()
          .arrived(partner.id())
          .forEach(one -> arrived.add(new Served.Arrived(partner.id(), one)));
    }
    return arrived;
  }

  private static Served.Sent of(Manifest manifest, long acknowledged) {
    return new Served.Sent(
        manifest.partner(),
        manifest.number(),
        manifest.changes(),
        manifest.bytes(),
        manifest.number() <= acknowledged);
  }
}
