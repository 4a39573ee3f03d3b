package io.bactrian.recovery;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.StreamState;
import io.bactrian.capture.Outbox;
import io.bactrian.changelog.Head;
import java.util.Set;

/**
 * One transaction on the database of a site that is being repaired. Closing without {@link #commit}
 * rolls back. Throws the same exceptions as an {@link ApplyTransaction}. For one thread.
 */
public interface Repair extends AutoCloseable {

  /** The underlying transaction, for other writes that commit with it. */
  ApplyTransaction transaction();

  /** Reads the outbox as capture does; positions are meaningless. The caller closes it. */
  Outbox.Batch uncaptured();

  /** Removes these source transactions from the outbox, because the log has them. */
  void captured(Set<String> transactions);

  /** Removes the outbox records of what this transaction wrote so far, because the log has them. */
  void forgetRecorded();

  /** Sets how far a stream is applied, without applying a changeset. */
  void set(StreamState state);

  /** Commits, with {@code head} as capture's row, so that database and changelog agree. */
  void commit(Head head);

  @Override
  void close();
}
