package io.bactrian.recovery;

import io.bactrian.changelog.Head;
import java.util.Optional;

/** What of a site went back in time. */
public enum Lost {
  /** The relational database is older than the changelog. */
  DATABASE,
  /** The changelog, with all else in MongoDB, is older than the database. */
  CHANGELOG,
  /** Both, to the same moment: only partners can tell. */
  BOTH;

  /**
   * Pure.
   *
   * @param database how far capture is, as the database has it
   * @param changelog the same as the changelog has it
   * @return empty when they agree, which {@link #BOTH} does too
   */
  static Optional<Lost> between(Head database, Head changelog) {
    if (database.equals(changelog)) {
      return Optional.empty();
    }
    boolean renewed = changelog.generation() > database.generation(); // by a recovery cut short
    boolean older =
        changelog.generation() < database.generation() || changelog.batch() <= database.batch();
    return Optional.of(renewed || older ? CHANGELOG : DATABASE);
  }
}
