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
 * The table {@code bactrian_change} as capture sees it. For one thread at a time. When the database
 * can't be asked, every call throws {@link OutboxUnavailableException}: to be tried again.
 */
public interface Outbox {

  /** Whether anything waits; one cheap statement. */
  boolean isEmpty();

  /** Capture's own row in {@code bactrian_stream}. */
  Head head();

  /**
   * Reads, under one snapshot, everything visible: source transactions whole, ordered by their last
   * number, entries within by number, with positions from {@code position + 1}. Conflict records
   * are handed to {@code conflicts} in passing and take no position. Checks that the changes of a
   * row in a transaction chain by image; a broken chain throws {@link
   * io.bactrian.problem.ProblemException}. Not so in a transaction that holds a marker: there,
   * writes of a suppressed origin are not recorded, which leaves holes.
   */
  Batch read(long position, Consumer<ConflictRecord> conflicts);

  /**
   * In one transaction: deletes the outbox rows with these numbers and sets capture's row to {@code
   * head}, if it still is {@code expected}; otherwise changes nothing and throws {@link
   * io.bactrian.problem.ProblemException}.
   */
  void clear(List<NumberRange> numbers, Head expected, Head head);

  /** Numbers from first to last, all of which were read. */
  record NumberRange(long first, long last) {}

  /** A snapshot being read; to be closed. */
  interface Batch extends Iterator<LogEntry>, AutoCloseable {
    /**
     * Every number passed so far, conflict records included, as runs without a hole, ascending; a
     * number that was not read is never among them. Valid after {@link #close} as well.
     */
    List<NumberRange> numbers();

    /**
     * The numbers passed with the entry returned last: its own, and those of the conflict records
     * about it. Valid until the next call.
     */
    List<Long> taken();

    /**
     * The whole record when the entry returned last is a verdict, else null. Whoever adds an entry
     * or leaves one out on account of it shifts the positions of the later ones.
     */
    VerdictFor verdict();

    /** Rows that some verdict of this snapshot has judged absent; small, and known at once. */
    Set<RowId> judgedAbsent();

    /** Ends the snapshot; once more does nothing. */
    @Override
    void close();
  }
}
