package io.bactrian.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Stores compressed changesets: sent ones until they are acknowledged, and received ones that wait
 * for an earlier one or are on hold. A sent changeset exists once its manifest is stored, after its
 * content. Thread-safe.
 */
public interface ChangesetStore {

  /** The last manifest of the stream to this partner. */
  Optional<Manifest> lastSent(String partner);

  Optional<Manifest> sent(String partner, long incarnation, long number);

  /** Number of the changeset through which the partner has acknowledged. */
  long acknowledgedThrough(String partner);

  /** Sent and not yet {@link #acknowledged}, in order. */
  List<Manifest> unacknowledged(String partner);

  /**
   * Stores the content, then the manifest, durably.
   *
   * @throws io.bactrian.problem.ProblemException when another document is stored for this stream
   *     and number
   */
  void saveSent(Manifest manifest, InputStream content) throws IOException;

  InputStream openSent(Manifest manifest) throws IOException;

  /** Records the acknowledgement and deletes contents through this number; manifests stay. */
  void acknowledged(String partner, long incarnation, long number);

  /**
   * Restarts the stream to a partner in this incarnation: drops what is not acknowledged; the first
   * changeset covers the log after {@code position}. An abandoned partner is abandoned no longer.
   */
  void restart(String partner, long incarnation, long position);

  /**
   * Marks the partner as abandoned, until its stream restarts.
   *
   * @param through position of our log after which entries are still kept for the partner; {@code
   *     Long.MAX_VALUE} to keep none
   */
  void abandon(String partner, long through);

  /** The position given when the partner was abandoned; empty when it is not. */
  OptionalLong abandonedThrough(String partner);

  default boolean abandoned(String partner) {
    return abandonedThrough(partner).isPresent();
  }

  /** What is set aside for partners. */
  SetAsideStore setAside();

  /** Stores a received changeset that has to wait; does nothing if it is stored already. */
  void saveReceived(String partner, long number, InputStream content) throws IOException;

  /** Opens the waiting changeset with this number; empty when it is not stored. */
  Optional<InputStream> openReceived(String partner, long number) throws IOException;

  /**
   * The waiting changesets of a partner.
   *
   * @param numbers their numbers, ascending
   * @param size their size in bytes, compressed
   */
  record Kept(List<Long> numbers, long size) {
    public Kept {
      numbers = List.copyOf(numbers);
    }
  }

  Kept kept(String partner);

  /** Numbers of the waiting changesets, ascending. */
  default List<Long> received(String partner) {
    return kept(partner).numbers();
  }

  void removeReceived(String partner, long throughNumber);
}
