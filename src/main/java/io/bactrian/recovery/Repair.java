package io.bactrian.recovery;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.StreamState;
import io.bactrian.capture.Outbox;
import io.bactrian.changelog.Head;
import java.util.Set;

/**
 * One transaction on the database of a site that is repaired. For one thread; closing without
 * {@link #commit} changes nothing. Fails as an {@link ApplyTransaction} does.
 */
public interface Repair extends AutoCloseable {

  /** The same transaction, for what else is to become true with it. */
  ApplyTransaction transaction();

  /** What waits in the outbox, as capture reads it; positions mean nothing. To be closed. */
  Outbox.Batch uncaptured();

  /** Removes these source transactions from the outbox: the log has them. */
  void captured(Set<String> transactions);

  /** Nothing that this transaction wrote so far is captured: the log has it. */
  void forgetRecorded();

  /** How far a stream is from now on, without a changeset that made it so. */
  void set(StreamState state);

  /** Commits; the database and the changelog agree from now on. */
  void commit(Head head);

  @Override
  void close();
}
