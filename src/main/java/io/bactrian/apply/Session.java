package io.bactrian.apply;

import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import java.util.List;

/**
 * One transaction with one partner's stream: what a hub and a spoke do at each step of a changeset.
 * For one thread.
 */
abstract sealed class Session permits HubSession, SpokeSession {
  final Tally tally = new Tally();

  /** The partner's stream as this transaction found it. */
  abstract StreamState found();

  /**
   * Markers and requests that stand before a batch's rows.
   *
   * @throws io.bactrian.changeset.MalformedChangesetException when the partner may not say this
   */
  abstract void take(List<Item> controls);

  /**
   * Maps rows of the partner; nothing is read or written for it.
   *
   * @throws io.bactrian.transform.MappingException when one can't be mapped
   * @throws io.bactrian.changeset.MalformedChangesetException when the partner may not say this
   */
  abstract Batch transform(List<Item> rows);

  /**
   * Tries again what waited for rows that may have come.
   *
   * @throws RowRefusedException when a row that still waits holds the stream
   */
  abstract void retryWaiting();

  /** Appends what the partner is answered. */
  abstract void answer();

  /** The stream's state after this changeset. */
  abstract StreamState after(Header header, String hash);
}
