package io.bactrian.capture;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.changelog.Head;
import io.bactrian.changelog.LogEntry;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/** The table {@code bactrian_change} as capture sees it. For one thread at a time. */
public interface Outbox {

  /** Whether anything waits; one cheap statement. */
  boolean isEmpty();

  /** Capture's own row in {@code bactrian_stream}. */
  Head head();

  /**
   * Reads, under one snapshot, everything visible: source transactions whole, ordered by their last
   * number, entries within by number, with positions from {@code position + 1}. Conflict records
   * are handed to {@code conflicts} in passing and take no position. Checks that the changes of a
   * row in a transaction chain by image; a broken chain throws {@link IllegalStateException}.
   */
  Batch read(long position, Consumer<ConflictRecord> conflicts);

  /**
   * In one transaction: deletes the outbox rows with these numbers and sets capture's row to {@code
   * head}, if it still is {@code expected}.
   */
  void clear(List<NumberRange> numbers, Head expected, Head head);

  /** Numbers from first to last, all of which were read. */
  record NumberRange(long first, long last) {}

  /** A snapshot being read; to be closed. */
  interface Batch extends Iterator<LogEntry>, AutoCloseable {
    /** Every number read so far, conflict records included. */
    List<NumberRange> numbers();

    @Override
    void close();
  }
}
