package io.bactrian.exchange;

import io.bactrian.changeset.Header;
import java.nio.file.Path;

/**
 * A changeset that has arrived and was found sound.
 *
 * @param place what it is in its stream at this moment
 * @param file the compressed document, on disk until it is applied or kept
 * @param header what it says of itself
 * @param hash SHA-256 of its uncompressed XML
 * @param changes how many changes and verdicts it holds
 */
public record Arrival(Place place, Path file, Header header, String hash, long changes) {
  /** No changeset waits to be worked on. */
  public static final Arrival NONE = new Arrival(Place.NONE, null, null, null, 0);

  /** Whether its file is still of use. */
  boolean toBeWorkedOn() {
    return place == Place.NEXT || place == Place.EARLY;
  }

  /** All are ordinary events; what is refused is an exception instead. */
  public enum Place {
    /** The one that is due. */
    NEXT,
    /** Was applied before, the same to the last bit as far as that is known. */
    DUPLICATE,
    /** An earlier one is missing. */
    EARLY,
    /** It is due, but can't be applied as a whole; it is kept already. */
    ON_HOLD,
    /** There is none. */
    NONE
  }
}
