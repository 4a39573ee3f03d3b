package io.bactrian.changeset;

import java.util.regex.Pattern;

/**
 * The header of a changeset.
 *
 * @param source the site that made it
 * @param destination the one site it is for
 * @param incarnation of the stream, from 1; a restart of the stream increments it
 * @param number in the stream, from {@link #first}, without gaps
 * @param previous SHA-256, lower-case hexadecimal, of the uncompressed XML of number − 1; 64 zeros
 *     for the first of an incarnation
 * @param acknowledged highest changeset number of the opposite stream applied when this was built;
 *     used only to stop resending
 * @param system the kind of system of the source (names the mapping at the receiver)
 * @param schemaVersion fingerprint of the source's tracked tables
 * @param schema version of the source's schema, as its people count; 0 when they don't
 * @param mostChanges number of changes that changesets to the source should not exceed by more than
 *     a source transaction, so that it locks rows for a bounded time; 0 when it does not say
 * @param limits the largest values and rows that the source takes; null when it does not tell
 * @param maxSize bytes of the largest uncompressed changeset that the source takes; 0 when it does
 *     not tell
 * @param unsent what the source does not send, since the destination does not take it
 */
public record Header(
    String source,
    String destination,
    long incarnation,
    long number,
    String previous,
    long acknowledged,
    String system,
    String schemaVersion,
    int schema,
    long mostChanges,
    RowLimits limits,
    long maxSize,
    Unsent unsent) {

  /** The syntax of a site id. */
  public static final Pattern SITE_ID = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  /** The previous hash in the first changeset of an incarnation. */
  public static final String NO_HASH = "0".repeat(64);

  /** How many numbers an incarnation has, far more than it can use. */
  private static final long NUMBERS = 10_000_000_000L;

  /** The header of a source whose schema has no version number, and that asks for nothing. */
  public Header(
      String source,
      String destination,
      long incarnation,
      long number,
      String previous,
      long acknowledged,
      String system,
      String schemaVersion) {
    this(
        source,
        destination,
        incarnation,
        number,
        previous,
        acknowledged,
        system,
        schemaVersion,
        0,
        0,
        null,
        0,
        Unsent.NOTHING);
  }

  /** The first number of an incarnation, greater than all numbers of earlier ones. */
  public static long first(long incarnation) {
    return (incarnation - 1) * NUMBERS + 1;
  }

  /** The incarnation of a number; 1 for the number 0, which means "before the first changeset". */
  public static long incarnation(long number) {
    return number <= 0 ? 1 : (number - 1) / NUMBERS + 1;
  }

  /** Whether this is the first changeset of its incarnation. */
  public boolean begins() {
    return number == first(incarnation) && previous.equals(NO_HASH);
  }

  /** Its name in logs and errors: {@code hq→c42 #17}. */
  public String name() {
    return source + "→" + destination + " #" + number;
  }
}
