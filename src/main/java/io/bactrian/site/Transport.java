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
  /** How file names of changesets end. */
  static final String SUFFIX = ".xml.gz";

  private Transport() {}

  /** The folder of a {@code file:} endpoint. */
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
      String id, String template, boolean schedule, Map<String, String> parameters) {}

  static List<PartnerRoute> of(SiteConfiguration site) {
    List<PartnerRoute> routes = new ArrayList<>();
    for (Partner partner : site.partners()) {
      add(routes, "apply-changeset", false, partner, Map.of());
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
    String endpoint = partner.endpoint().orElseThrow();
    String source = partner.source().orElseThrow();
    String interval = "" + site.files().interval().toMillis();
    add(routes, "send-changesets", false, partner, Map.of("endpoint", delivery(endpoint)));
    add(routes, "keep-sending", true, partner, Map.of());
    add(routes, "receive-changesets", true, partner, Map.of("source", arrival(source, interval)));
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

  /**
   * Temporary name, fsync, rename; a document that still lies there is the same to the last bit.
   */
  private static String delivery(String endpoint) {
    return endpoint.startsWith("file:")
        ? with(endpoint, "tempPrefix=.&forceWrites=true&fileExist=Ignore")
        : endpoint;
  }

  /** Only complete files, oldest number first; then to the folder that the outcome names. */
  private static String arrival(String source, String interval) {
    return source.startsWith("file:")
        ? with(
            source,
            "initialDelay=0&delay="
                + interval
                + "&sortBy=file:name&include=.*\\.xml\\.gz&readLock=changed&readLockCheckInterval=100"
                + "&readLockMinAge=0&readLockTimeout=1000&exceptionHandler=#quiet&pollStrategy=#patience"
                + "&move=../${exchangeProperty.folder}/${file:onlyname}")
        : source;
  }

  private static String with(String uri, String options) {
    return uri + (uri.contains("?") ? "&" : "?") + options;
  }
}
