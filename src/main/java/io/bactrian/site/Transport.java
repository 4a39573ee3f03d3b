package io.bactrian.site;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.config.SiteConfiguration.Partner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which routes of {@code routes/} a site makes from a template for each partner, and with what
 * parameters. Pure.
 */
final class Transport {
  private Transport() {}

  /** The folder of a {@code file:} endpoint or source. */
  static Optional<Path> folder(String uri) {
    return uri.startsWith("file:")
        ? Optional.of(Path.of(uri.substring("file:".length()).replaceFirst("[?].*", "")))
        : Optional.empty();
  }

  /**
   * One route from a template.
   *
   * @param id of the route
   */
  record PartnerRoute(String id, String template, String partner, Map<String, String> parameters) {}

  static List<PartnerRoute> of(SiteConfiguration site) {
    List<PartnerRoute> routes = new ArrayList<>();
    for (Partner partner : site.partners()) {
      routes.add(route("take-changeset", partner, Map.of()));
      routes.add(route("apply-changeset", partner, Map.of()));
      routes.add(route("build-changeset", partner, Map.of()));
      if (!partner.byHttp()) {
        routes.add(route("send-changesets", partner, Map.of("endpoint", delivery(partner))));
        routes.add(route("keep-sending", partner, Map.of()));
        routes.add(arrival(partner, partner.source().orElseThrow()));
      }
    }
    return routes;
  }

  private static PartnerRoute route(String template, Partner partner, Map<String, String> more) {
    Map<String, String> parameters = new TreeMap<>(more);
    parameters.put("partner", partner.id());
    return new PartnerRoute(template + "-" + partner.id(), template, partner.id(), parameters);
  }

  /** Folders have a route of their own that writes to them. */
  private static String delivery(Partner partner) {
    String endpoint = partner.endpoint().orElseThrow();
    return folder(endpoint).isPresent() ? "direct:write-to-folder" : endpoint;
  }

  private static PartnerRoute arrival(Partner partner, String source) {
    return folder(source)
        .map(folder -> route("receive-changesets", partner, Map.of("folder", folder.toString())))
        .orElseGet(() -> route("receive-from-endpoint", partner, Map.of("source", source)));
  }
}
