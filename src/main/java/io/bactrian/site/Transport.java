package io.bactrian.site;

import io.bactrian.config.Role;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.config.SiteConfiguration.Partner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which routes of {@code routes/} a site needs for each partner, and with what parameters. Pure.
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
   * @param schedule whether it only sets others going
   */
  record PartnerRoute(
      String id, String template, boolean schedule, Map<String, String> parameters) {
    String partner() {
      return parameters.get("partner");
    }
  }

  static List<PartnerRoute> of(SiteConfiguration site) {
    List<PartnerRoute> routes = new ArrayList<>();
    for (Partner partner : site.partners()) {
      add(routes, "apply-changeset", false, partner, Map.of());
      add(routes, "take-changeset", false, partner, Map.of());
      add(routes, "build-changeset", false, partner, Map.of());
      add(routes, "retry-held", true, partner, Map.of());
      if (!partner.byHttp()) {
        byFiles(site, partner, routes);
      } else if (site.site().role() == Role.SPOKE) {
        String endpoint = http(site, partner.endpoint().orElseThrow());
        add(routes, "exchange-http", false, partner, Map.of("endpoint", endpoint));
        add(routes, "wake-http", true, partner, Map.of("endpoint", endpoint));
        add(routes, "keep-exchanging-http", true, partner, Map.of());
      }
    }
    return routes;
  }

  private static void byFiles(SiteConfiguration site, Partner partner, List<PartnerRoute> routes) {
    String interval = "" + site.files().interval().toMillis();
    add(routes, "send-changesets", false, partner, Map.of("endpoint", delivery(partner)));
    add(routes, "keep-sending", true, partner, Map.of());
    add(routes, "receive-changesets", true, partner, Map.of("source", arrival(partner, interval)));
  }

  private static void add(
      List<PartnerRoute> routes,
      String template,
      boolean schedule,
      Partner partner,
      Map<String, String> more) {
    Map<String, String> parameters = new java.util.TreeMap<>(more);
    parameters.put("partner", partner.id());
    routes.add(new PartnerRoute(template + "-" + partner.id(), template, schedule, parameters));
  }

  /**
   * What we say of ourselves must not be taken for the answer: no header of the request is copied.
   * The hub may apply for long before it answers; a dead connection is noticed by the system. A
   * body waits until the hub has seen by its head whether it wants it. It is our schedule that
   * tries again, and says so.
   */
  private static String http(SiteConfiguration site, String endpoint) {
    long patience = site.exchange().longPoll().toMillis() + 600_000;
    return with(
        endpoint,
        "bridgeEndpoint=true&disableStreamCache=true&copyHeaders=false&httpClient.expectContinueEnabled=true&httpClientConfigurer=#once&connectTimeout=5000&soTimeout=%d&responseTimeout=%d"
            .formatted(patience, patience));
  }

  /** A folder is written to by its own bean, which follows no link. */
  private static String delivery(Partner partner) {
    String endpoint = partner.endpoint().orElseThrow();
    return folder(endpoint).isPresent()
        ? "bean:delivery-%s?method=deliver".formatted(partner.id())
        : endpoint;
  }

  /**
   * Oldest number first. The inbox says what is taken, opens it, and moves it by its outcome;
   * nothing of a folder is opened or written without it.
   */
  private static String arrival(Partner partner, String interval) {
    String source = partner.source().orElseThrow();
    return folder(source).isPresent()
        ? with(
            source,
            "initialDelay=0&delay=%1$s&recursive=true&sortBy=file:onlyname&filter=#inbox-%2$s&processStrategy=#inbox-%2$s&pollStrategy=#patience-%2$s&exceptionHandler=#quiet"
                .formatted(interval, partner.id()))
        : source;
  }

  private static String with(String uri, String options) {
    return uri + (uri.contains("?") ? "&" : "?") + options;
  }
}
