package io.bactrian.apply;

import java.util.List;

/**
 * A write that failed because of its data. It left no effect in the transaction.
 *
 * @param write the write that failed
 * @param kind the class of error
 * @param reason what the database answered, without row values
 * @param said what a trigger of the application said, which may contain row values; null when it
 *     said nothing
 * @param place name of the constraint that refused it; empty when that is not known
 * @param needs what would have to change first, any of it; empty when that is not known
 * @param taken columns of the unique index that refused it; empty when that is not known
 */
public record Failure(
    Write write,
    Kind kind,
    String reason,
    String said,
    String place,
    List<Need> needs,
    List<String> taken) {
  private static final int MOST_SAID = 500;
  private static final String SAID = "; the application says: ";

  public Failure {
    needs = List.copyOf(needs);
    taken = List.copyOf(taken);
  }

  /** A failure of which it is not known what would have to change. */
  public Failure(Write write, Kind kind, String reason, String said, String place) {
    this(write, kind, reason, said, place, List.of(), List.of());
  }

  /** This failure, of another write of the same row. */
  public Failure of(Write other) {
    return new Failure(other, kind, reason, said, place, needs, taken);
  }

  /** This failure, and what would have to change first. */
  public Failure until(List<Need> some) {
    return new Failure(write, kind, reason, said, place, some, taken);
  }

  /** This failure, and the columns of the unique index that refused it. */
  public Failure taking(List<String> columns) {
    return new Failure(write, kind, reason, said, place, needs, columns);
  }

  /** The reason and what the application said: only for where the row itself is kept. */
  String whole() {
    return whole(reason, said);
  }

  static String whole(String reason, String said) {
    if (said == null) {
      return reason;
    }
    String line = said.replace('\0', ' ').strip();
    return reason + SAID + (line.length() > MOST_SAID ? line.substring(0, MOST_SAID) + " …" : line);
  }

  /** The reason without what the application said. */
  public static String plain(String whole) {
    int said = whole.indexOf(SAID);
    return said < 0 ? whole : whole.substring(0, said);
  }

  /** Derived from the SQLSTATE. */
  public enum Kind {
    UNIQUE_KEY_TAKEN,
    PARENT_MISSING,
    STILL_REFERENCED,
    OTHER_INTEGRITY,
    DATA
  }
}
