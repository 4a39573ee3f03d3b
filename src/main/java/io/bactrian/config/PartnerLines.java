package io.bactrian.config;

/**
 * A partner's settings, with the lines where they stand.
 *
 * @param line of its first setting
 * @param endpoint its line, or 0
 * @param source its line, or 0
 * @param authentication its line, or 0
 * @param token its line, or 0
 */
record PartnerLines(
    SiteConfiguration.Partner partner,
    int line,
    int endpoint,
    int source,
    int authentication,
    int token) {

  /** Whether its endpoint is an address for requests. */
  boolean httpEndpoint() {
    return partner.endpoint().filter(uri -> uri.matches("https?:.*")).isPresent();
  }

  /** Whether changesets are sent or received in another way than by requests. */
  boolean byFiles() {
    return source > 0 || endpoint > 0 && !httpEndpoint();
  }
}
