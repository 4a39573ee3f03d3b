package io.bactrian.changelog;

import java.util.Iterator;

/** A changelog that can be appended to in steps, as capture does. Thread-safe. */
public interface AppendableLog extends Changelog {

  /**
   * {@link #append} in steps. Removes what an interrupted batch left beyond the head.
   *
   * @param entries with dense positions from {@code expected.position() + 1}; consumed as a stream
   * @throws StaleHeadException when the head is not {@code expected}
   */
  Appending begin(Head expected, Iterator<LogEntry> entries);

  /** First position that is still there; one beyond the head when none is. */
  long first();

  /**
   * Forgets everything and begins at a position: what is read from now on comes after it.
   *
   * @param head its position and its previous one are the same
   */
  void restart(Head head);
}
