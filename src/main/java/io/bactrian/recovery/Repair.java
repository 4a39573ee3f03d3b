package io.bactrian.recovery;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.changelog.Head;
import io.bactrian.changelog.LogEntry;
import java.util.Iterator;

/**
 * One transaction on the database of a site that is repaired. For one thread; closing without
 * {@link #commit} changes nothing. Fails as an {@link ApplyTransaction} does.
 */
public interface Repair extends AutoCloseable {

  /** The same transaction, for what else is to become true with it. */
  ApplyTransaction transaction();

  /**
   * Writes what the log has; nothing of it is captured again. Rows written since the restore stay
   * as they are: they come later.
   *
   * @param origin partner in whose name the rows are written
   * @return how many rows the database did not take; they stand in the changelog
   */
  int replay(Iterator<LogEntry> entries, String origin);

  /** What the log says of a partner's stream: applied here through this changeset. */
  void applied(String partner, long number);

  /** From here on everything of ours counts as not yet known to the partner. */
  void unacknowledgedBeyond(String partner, long position);

  /** Commits; the database and the changelog agree from now on. */
  void commit(Head head);

  @Override
  void close();
}
