package io.bactrian.web;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Reads the header of HTTP Basic. Pure. */
final class BasicCredentials {
  private static final String SCHEME = "basic ";

  private BasicCredentials() {}

  /** Name and password; null when the header is none of this kind. */
  static String[] parse(String header) {
    if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return null;
    }
    try {
      byte[] text = Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
      String[] parts = new String(text, StandardCharsets.UTF_8).split(":", 2);
      return parts.length == 2 ? parts : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
