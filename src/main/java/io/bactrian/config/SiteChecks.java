package io.bactrian.config;

import io.bactrian.config.SiteConfiguration.Partner;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks settings against each other. Values that are missing or faulty may be null. One thread.
 */
final class SiteChecks {
  private final SettingReader settings;
  private final LineFaults faults;
  private final List<String> warnings = new ArrayList<>();

  SiteChecks(SettingReader settings, LineFaults faults) {
    this.settings = settings;
    this.faults = faults;
  }

  /** Complete once all checks were made. */
  List<String> warnings() {
    return warnings;
  }

  void partners(String site, Role role, List<PartnerLines> partners) {
    if (role == Role.SPOKE && partners.size() != 1) {
      faults.add(
          partners.isEmpty() ? settings.line(Settings.ROLE) : partners.get(1).line(),
          "A spoke has exactly one partner, its hub; here are %d. Keep `partner.<hub's id>.…` only."
              .formatted(partners.size()));
    }
    for (PartnerLines lines : partners) {
      if (lines.partner().id().equals(site)) {
        faults.add(
            lines.line(),
            "Partner `%s` has the site's own id. Name the other site's `site.id`.".formatted(site));
      }
      if (role == Role.SPOKE) {
        hubOfSpoke(lines);
      } else if (role == Role.HUB) {
        spokeOfHub(lines);
      }
    }
  }

  private void hubOfSpoke(PartnerLines lines) {
    Partner hub = lines.partner();
    if (lines.endpoint() == 0) {
      faults.add(
          lines.line(),
          "The hub `%1$s` has no endpoint. Add `partner.%1$s.endpoint`, its address or a folder."
              .formatted(hub.id()));
    } else if (lines.httpEndpoint() && lines.source() > 0) {
      faults.add(
          lines.source(),
          "`partner.%s.source` is not used with HTTP: the hub's changesets come as answers. Remove"
                  .formatted(hub.id())
              + " it.");
    } else if (hub.endpoint().isPresent() && !lines.httpEndpoint()) {
      bothWays(lines);
    }
    if (hub.token().isPresent() && hub.endpoint().filter(SiteChecks::clear).isPresent()) {
      warnings.add(
          "The token for `%s` travels unencrypted. Use https in `partner.%<s.endpoint`."
              .formatted(hub.id()));
    }
  }

  private void spokeOfHub(PartnerLines lines) {
    if (lines.httpEndpoint()) {
      faults.add(
          lines.endpoint(),
          "A hub does not call its spokes. Remove `partner.%s.endpoint`; that spoke names this hub"
                  .formatted(lines.partner().id())
              + " as its endpoint.");
    } else if (lines.endpoint() > 0 || lines.source() > 0) {
      bothWays(lines);
    } else if (settings.line(ExchangeSettings.LISTEN) == 0) {
      faults.add(
          lines.line(),
          "Partner `%1$s` can't be reached: it has no `partner.%1$s.endpoint`, and the hub does not"
                  .formatted(lines.partner().id())
              + " listen. Add the endpoint and the source, or `exchange.listen`.");
    }
  }

  /** Files need a way to the partner and a way back. */
  private void bothWays(PartnerLines lines) {
    if (lines.endpoint() == 0 || lines.source() == 0) {
      faults.add(
          lines.line(),
          "Partner `%1$s` has only one way: `partner.%1$s.%2$s` is missing. Say where its"
                  .formatted(lines.partner().id(), lines.endpoint() == 0 ? "endpoint" : "source")
              + (lines.endpoint() == 0 ? " changesets go." : " changesets arrive."));
    }
  }

  void listening(Role role) {
    if (role == Role.SPOKE && settings.line(ExchangeSettings.LISTEN) > 0) {
      faults.add(
          settings.line(ExchangeSettings.LISTEN),
          "`exchange.listen` is for a hub; a spoke only asks. Remove the line.");
    }
  }

  /** Whoever can connect may try passwords, and without TLS read them. */
  void web(Optional<Listen> listen, Optional<URI> address) {
    if (listen.isPresent() && address.isEmpty() && !listen.get().loopback()) {
      faults.add(
          settings.line(WebSettings.LISTEN),
          "`web.listen = %s` is beyond loopback, where passwords would travel unencrypted. Put a TLS"
                  .formatted(listen.get())
              + " proxy before it and add `web.address = https://…`, or listen on 127.0.0.1.");
    } else if (listen.isEmpty() && address.isPresent()) {
      faults.add(
          settings.line(WebSettings.ADDRESS),
          "`web.address` is for a site with a web page. Add `web.listen`, or remove the line.");
    }
  }

  void decisionFiles(Role role) {
    if (role == Role.SPOKE && settings.line(DecisionFileSettings.FOLDER) > 0) {
      faults.add(
          settings.line(DecisionFileSettings.FOLDER),
          "`decisions.folder` is for a hub, where people decide. Remove the line.");
    }
  }

  private static boolean clear(String uri) {
    return uri.startsWith("http:") && !Listen.onLoopback(uri);
  }
}
