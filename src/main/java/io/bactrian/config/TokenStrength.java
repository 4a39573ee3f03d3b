package io.bactrian.config;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Upper bound for the strength of a bearer token. Randomness can't be checked, but a token that is
 * too short or has too few different characters is weak in any case. Pure.
 */
final class TokenStrength {
  /** Bits. */
  static final int LEAST = 128;

  /** A random text of that length has more different characters. */
  private static final int LEAST_DIFFERENT = 8;

  private static final Pattern BEARER = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  /** A version 4 UUID has 122 random bits. */
  private static final Pattern UUID =
      Pattern.compile(
          "\\p{XDigit}{8}-?\\p{XDigit}{4}-?4\\p{XDigit}{3}-?[89abAB]\\p{XDigit}{3}-?\\p{XDigit}{12}");

  private TokenStrength() {}

  /** What is wrong with it, without the token itself; empty when nothing is. */
  static Optional<String> fault(String token) {
    if (!BEARER.matcher(token).matches()) {
      return Optional.of(
          "has characters that no bearer token may have: only letters of ASCII, digits and `-._~+/`, with `=` at the end, are allowed in a header");
    }
    if (UUID.matcher(token).matches() || bits(token) < LEAST) {
      return Optional.of(
          "can be guessed: it has fewer than %d bits, as %d hexadecimal digits or 22 letters and digits would have at best"
              .formatted(LEAST, LEAST / 4));
    }
    return Optional.empty();
  }

  /** Upper bound in bits; 0 when it is plainly not random. */
  static double bits(String token) {
    String text = token.replaceFirst("=+$", "");
    String unit = text.substring(0, period(text));
    if (unit.chars().distinct().count() < LEAST_DIFFERENT) {
      return 0;
    }
    return unit.length() * Math.log(alphabet(unit)) / Math.log(2);
  }

  private static int alphabet(String text) {
    if (text.matches("\\d+")) {
      return 10;
    }
    if (text.matches("[\\da-f]+|[\\dA-F]+")) {
      return 16;
    }
    int size = text.matches(".*[._~+/-].*") ? 2 : 0;
    size += text.matches(".*\\d.*") ? 10 : 0;
    size += text.matches(".*[a-z].*") ? 26 : 0;
    return size + (text.matches(".*[A-Z].*") ? 26 : 0);
  }

  /** Length of the shortest prefix that gives the text when repeated. */
  private static int period(String text) {
    for (int length = 1; length <= text.length() / 2; length++) {
      if (text.regionMatches(length, text, 0, text.length() - length)) {
        return length;
      }
    }
    return text.length();
  }
}
