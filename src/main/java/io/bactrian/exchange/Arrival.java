package io.bactrian.exchange;

import io.bactrian.changeset.Header;
import java.nio.file.Path;

/**
 * A changeset that has arrived and is well-formed. Immutable.
 *
 * @param place its place in the stream, when it was checked
 * @param file the compressed document, on disk until it is applied or stored
 * @param header header of the document
 * @param hash SHA-256 of its uncompressed XML
 * @param changes number of changes and verdicts in it
 */
public record Arrival(Place place, Path file, Header header, String hash, long changes) {
  /** There is no changeset to apply or keep. */
  public static final Arrival NONE = new Arrival(Place.NONE, null, null, null, 0);

  /** Whether its file is still needed. */
  boolean toBeWorkedOn() {
    return place == Place.NEXT || place == Place.EARLY;
  }

  /**
   * The places that a changeset can have in its stream. All are normal; a refused changeset causes
   * an exception instead.
   */
  public enum Place {
    /** The next one to apply. */
    NEXT,
    /** Was applied before, with the same hash if that is still known. */
    DUPLICATE,
    /** An earlier one is missing. */
    EARLY,
    /** The next one to apply, but it is stored here already, because its stream is on hold. */
    ON_HOLD,
    /** There is no changeset. */
    NONE
  }
}
