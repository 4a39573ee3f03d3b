package io.bactrian.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Keeps compressed changesets in MongoDB: sent ones until acknowledged, received ones that wait for
 * a gap. Content is chunked; a document exists when its manifest does. Thread-safe.
 */
public interface ChangesetStore {

  /** The last manifest of the stream to this partner. */
  Optional<Manifest> lastSent(String partner);

  Optional<Manifest> sent(String partner, long incarnation, long number);

  /** Number through which the partner has acknowledged what was sent. */
  long acknowledgedThrough(String partner);

  /** Sent and not yet {@link #acknowledged}, in order. */
  List<Manifest> unacknowledged(String partner);

  /**
   * Stores content, then manifest, durably.
   *
   * @throws io.bactrian.problem.ProblemException when another document has this stream and number
   *     already
   */
  void saveSent(Manifest manifest, InputStream content) throws IOException;

  InputStream openSent(Manifest manifest) throws IOException;

  /** Drops contents through this number; the last manifest and its hash stay. */
  void acknowledged(String partner, long incarnation, long number);

  /**
   * Restarts the stream to a partner: what was sent and not acknowledged is dropped, and the first
   * changeset of the incarnation covers the log beyond {@code position}. Also ends that the partner
   * is abandoned.
   */
  void restart(String partner, long incarnation, long position);

  /**
   * Gives the partner up, until its stream restarts.
   *
   * @param through position of our log beyond which it is kept for the partner nevertheless; the
   *     greatest there is for none
   */
  void abandon(String partner, long through);

  /** The position given when the partner was abandoned; empty when it is not. */
  OptionalLong abandonedThrough(String partner);

  default boolean abandoned(String partner) {
    return abandonedThrough(partner).isPresent();
  }

  /** Keeps an arrived changeset that waits for an earlier one; the same again is ignored. */
  void saveReceived(String partner, long number, InputStream content) throws IOException;

  /** The waiting changeset with this number, if it is here. */
  Optional<InputStream> openReceived(String partner, long number) throws IOException;

  /**
   * What waits of a partner.
   *
   * @param numbers ascending
   * @param size of all in bytes, compressed
   */
  record Kept(List<Long> numbers, long size) {
    public Kept {
      numbers = List.copyOf(numbers);
    }
  }

  Kept kept(String partner);

  /** Numbers that wait, ascending. */
  default List<Long> received(String partner) {
    return kept(partner).numbers();
  }

  void removeReceived(String partner, long throughNumber);
}
