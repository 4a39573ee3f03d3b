package io.bactrian.changeset;

import java.util.regex.Pattern;

/**
 * What a changeset says of itself before its content.
 *
 * @param source the site that made it
 * @param destination the one site it is for
 * @param incarnation of the source's side of the stream, from 1
 * @param number in the stream, from {@link #first}, without holes
 * @param previous SHA-256, lower-case hexadecimal, of the uncompressed XML of number − 1; 64 zeros
 *     for the first of an incarnation
 * @param acknowledged highest changeset number of the opposite stream applied when this was built;
 *     only stops resending
 * @param system the kind of system of the source (names the mapping at the receiver)
 * @param schemaVersion fingerprint of the source's tracked tables
 */
public record Header(
    String source,
    String destination,
    long incarnation,
    long number,
    String previous,
    long acknowledged,
    String system,
    String schemaVersion) {

  /** What ids of sites look like, everywhere. */
  public static final Pattern SITE_ID = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  /** Hash before the first changeset of an incarnation. */
  public static final String NO_HASH = "0".repeat(64);

  /** So many numbers belong to one incarnation; they are never used up. */
  private static final long NUMBERS = 10_000_000_000L;

  /** The first number of an incarnation: numbers of a later one are always greater. */
  public static long first(long incarnation) {
    return (incarnation - 1) * NUMBERS + 1;
  }

  /** The incarnation that a number belongs to; 0, before any, belongs to the first. */
  public static long incarnation(long number) {
    return number <= 0 ? 1 : (number - 1) / NUMBERS + 1;
  }

  /** Whether a stream begins with it, whatever there was before. */
  public boolean begins() {
    return number == first(incarnation) && previous.equals(NO_HASH);
  }

  /** How logs and errors name it: {@code hq→c42 #17}. */
  public String name() {
    return source + "→" + destination + " #" + number;
  }
}
