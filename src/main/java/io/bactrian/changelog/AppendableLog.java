package io.bactrian.changelog;

import java.util.Iterator;

/** A changelog to which capture appends a batch in several steps. Thread-safe. */
public interface AppendableLog extends Changelog {

  /**
   * Starts a batch that the caller appends in steps, where {@link #append} does all at once.
   * Removes the entries that an interrupted batch left after the head.
   *
   * @param entries with dense positions from {@code expected.position() + 1}; consumed as a stream
   * @throws StaleHeadException when the head is not {@code expected}
   */
  Appending begin(Head expected, Iterator<LogEntry> entries);

  /** The oldest position still stored; the position after the head when the log is empty. */
  long first();

  /**
   * Removes all entries and continues the log after the position of a new head.
   *
   * @param head its position equals its previous position
   */
  void restart(Head head);
}
