package io.bactrian.apply;

import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import java.util.List;

/**
 * One transaction that applies a partner's stream: the steps that a hub and a spoke do differently.
 * For one thread.
 */
abstract sealed class Session permits HubSession, SpokeSession {
  final Tally tally = new Tally();
  final ApplyTransaction tx;
  private final StreamState found;

  /**
   * @param found the partner's stream, locked
   */
  Session(ApplyTransaction tx, StreamState found) {
    this.tx = tx;
    this.found = found;
  }

  final ApplyTransaction tx() {
    return tx;
  }

  /** The partner's stream as this transaction found it. */
  final StreamState found() {
    return found;
  }

  /**
   * Reads the markers and requests of a batch.
   *
   * @throws io.bactrian.changeset.MalformedChangesetException when the partner may not send one of
   *     them
   */
  abstract void take(List<Item> controls);

  /**
   * Maps the partner's rows to this site's, without access to the database.
   *
   * @throws io.bactrian.transform.MappingException when a row can't be mapped
   * @throws io.bactrian.changeset.MalformedChangesetException when the partner may not send one of
   *     them
   */
  abstract Batch transform(List<Item> rows);

  /**
   * Retries parked or deferred rows, since the rows they need may have arrived.
   *
   * @throws RowRefusedException when a row is still refused and puts the stream on hold
   */
  abstract void retryWaiting();

  /** Appends the answers for the partner to the outbox. */
  abstract void answer();

  /** Reports what was found, after the commit. */
  void committed() {}

  /** The stream's state after this changeset. */
  abstract StreamState after(Header header, String hash);
}
