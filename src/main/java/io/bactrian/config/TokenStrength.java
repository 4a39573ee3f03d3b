package io.bactrian.config;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How hard a bearer token is to guess at best: nobody can see from a text that it is random, but
 * that it is too short, or made of too few characters, shows. Pure.
 */
final class TokenStrength {
  /** Bits. */
  static final int LEAST = 128;

  /** Fewer different ones are not to be expected of a random text of that length. */
  private static final int LEAST_DIFFERENT = 8;

  private static final Pattern BEARER = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  /** A version 4 UUID has 122 random bits. */
  private static final Pattern UUID =
      Pattern.compile(
          "\\p{XDigit}{8}-?\\p{XDigit}{4}-?4\\p{XDigit}{3}-?[89abAB]\\p{XDigit}{3}-?\\p{XDigit}{12}");

  private TokenStrength() {}

  /** What is wrong with it, without telling it; empty when nothing is. */
  static Optional<String> fault(String token) {
    if (!BEARER.matcher(token).matches()) {
      return Optional.of(
          "holds characters that no bearer token may have: only letters of ASCII, digits and `-._~+/` with `=` at the end travel in a header");
    }
    if (UUID.matcher(token).matches() || bits(token) < LEAST) {
      return Optional.of(
          "can be guessed: it has fewer than %d bits, as %d hexadecimal digits or 22 letters and digits would have at best"
              .formatted(LEAST, LEAST / 4));
    }
    return Optional.empty();
  }

  /** At most so many, and none when it is plainly not random. */
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

  /** Length of the shortest beginning of which the text is a repetition. */
  private static int period(String text) {
    for (int length = 1; length <= text.length() / 2; length++) {
      if (text.regionMatches(length, text, 0, text.length() - length)) {
        return length;
      }
    }
    return text.length();
  }
}
