package io.bactrian.apply;

import io.bactrian.changeset.Header;

/** Applies the changesets of one partner. Thread-safe; each transaction is used by one thread. */
public sealed interface Applier permits HubApplier, SpokeApplier {

  /**
   * Starts to apply a changeset and locks the partner's stream.
   *
   * @param tx the caller closes it
   * @param hash SHA-256 of the document's XML
   * @throws StreamGuard.OutOfStepException when this is not the next changeset of the stream
   */
  ChangesetTransaction begin(ApplyTransaction tx, Header header, String hash);

  /**
   * Retries the rows that are parked or deferred, and commits.
   *
   * @param tx the caller closes it
   */
  Applied retryWaiting(ApplyTransaction tx);
}
