package io.bactrian.config;

/**
 * A partner as read, and where.
 *
 * @param line of its first setting
 * @param endpoint its line, or 0
 * @param source its line, or 0
 */
record PartnerLines(SiteConfiguration.Partner partner, int line, int endpoint, int source) {

  /** Whether its endpoint is an address for requests. */
  boolean httpEndpoint() {
    return partner.endpoint().filter(uri -> uri.matches("https?:.*")).isPresent();
  }
}
