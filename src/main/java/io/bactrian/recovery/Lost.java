package io.bactrian.recovery;

import io.bactrian.changelog.Head;
import java.util.Optional;

/** Which store of a site went back in time. */
public enum Lost {
  /** The relational database is older than the changelog. */
  DATABASE,
  /** The changelog, with everything else in MongoDB, is older than the database. */
  CHANGELOG,
  /** Both, to the same moment: only partners can notice that. */
  BOTH;

  /**
   * Compares the two stores.
   *
   * @param database how far capture is according to the database
   * @param changelog how far capture is according to the changelog
   * @return empty when they agree, which is also the case for {@link #BOTH}
   */
  static Optional<Lost> between(Head database, Head changelog) {
    if (database.equals(changelog)) {
      return Optional.empty();
    }
    boolean renewed = changelog.generation() > database.generation(); // by an interrupted recovery
    boolean older =
        changelog.generation() < database.generation() || changelog.batch() <= database.batch();
    return Optional.of(renewed || older ? CHANGELOG : DATABASE);
  }
}
