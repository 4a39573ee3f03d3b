package io.bactrian.apply;

import io.bactrian.changeset.Header;

/** Applies what one partner sends. Thread-safe; a transaction belongs to one thread. */
public sealed interface Applier permits HubApplier, SpokeApplier {

  /**
   * Begins to apply a changeset: locks the partner's stream.
   *
   * @param tx stays the caller's to close
   * @param hash of the document's XML
   * @throws StreamGuard.OutOfStepException when this is not the next changeset of the stream
   */
  ChangesetTransaction begin(ApplyTransaction tx, Header header, String hash);

  /**
   * Tries again what waits for something that the database may have by now, and commits.
   *
   * @param tx stays the caller's to close
   */
  Applied retryWaiting(ApplyTransaction tx);
}
