package io.bactrian.capture;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.OutboxRecord.VerdictFor;
import io.bactrian.changelog.Head;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.RowId;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The table {@code bactrian_change} as capture uses it. Every call throws {@link
 * OutboxUnavailableException} when the database does not answer: retry later. For one thread at a
 * time.
 */
public interface Outbox {

  /** Whether there is nothing to capture; one cheap statement. */
  boolean isEmpty();

  /** Reads capture's own row in {@code bactrian_stream}. */
  Head head();

  /**
   * Reads everything visible in one snapshot: complete source transactions, ordered by their last
   * number, and their entries by number, with positions from {@code position + 1}. Passes conflict
   * records to {@code conflicts}; they get no position. Checks that each change of a row starts
   * from the version that the previous change in its transaction left, and throws {@link
   * io.bactrian.problem.ProblemException} otherwise. Skips this check in transactions with a
   * marker: there the applier's writes with a suppressed origin are not recorded, which leaves
   * gaps.
   */
  Batch read(long position, Consumer<ConflictRecord> conflicts);

  /**
   * Deletes the outbox rows with these numbers and sets capture's row to {@code head}, in one
   * transaction. If capture's row is not {@code expected}, changes nothing and throws {@link
   * io.bactrian.problem.ProblemException}.
   */
  void clear(List<NumberRange> numbers, Head expected, Head head);

  /** A range of numbers, both ends included, all of which were read. */
  record NumberRange(long first, long last) {}

  /** A snapshot that is being read. The caller closes it. */
  interface Batch extends Iterator<LogEntry>, AutoCloseable {
    /**
     * Returns all numbers read so far, including those of conflict records, as ranges, ascending.
     * Numbers that were not read are never included. Valid after {@link #close} as well.
     */
    List<NumberRange> numbers();

    /**
     * Returns the numbers that belong to the entry returned last: its own, and those of its
     * conflict records. Valid until the next call.
     */
    List<Long> taken();

    /**
     * Returns the full record if the entry returned last is a verdict, else null. A caller that
     * adds or leaves out an entry because of it has to renumber later positions.
     */
    VerdictFor verdict();

    /**
     * Returns the rows that were absent for some verdict of this snapshot. Few; known before the
     * first entry is read.
     */
    Set<RowId> judgedAbsent();

    /** Ends the snapshot. Calling it again does nothing. */
    @Override
    void close();
  }
}
