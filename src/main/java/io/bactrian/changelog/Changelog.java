package io.bactrian.changelog;

import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import java.util.Iterator;

/**
 * The ordered log of one site. Each change is stored once, however many destinations it has. Reads
 * and writes use majority and journal where the store supports them. Thread-safe; one runner
 * appends at a time, and a runner that lost its turn can't damage the log ({@link #append}).
 */
public interface Changelog extends AutoCloseable {

  /** The durable head; {@link Head#EMPTY} for a new log. */
  Head head();

  /**
   * Appends a batch: entries first, then the head by compare-and-set. First removes entries that an
   * interrupted batch left after {@code expected}. The entries are consumed as a stream; their
   * positions are dense from {@code expected.position() + 1}.
   *
   * @param nonce of the new head
   * @return the new head, durable; {@code expected} when there were no entries
   * @throws StaleHeadException when the head is not {@code expected}: another runner appends, and
   *     no reader will see this batch
   */
  Head append(Head expected, String nonce, Iterator<LogEntry> entries);

  /**
   * Reads the entries with {@code after < position <= through}, dense and in order. The caller
   * closes the result. {@code through} is at most the head's position.
   */
  Entries read(long after, long through);

  /** Removes whole blocks whose last position is at most {@code through}. */
  void purge(long through);

  @Override
  void close();

  /** A closable stream of entries, for one thread. */
  interface Entries extends Iterator<LogEntry>, AutoCloseable {
    @Override
    void close();
  }

  /** The head is not the one that the caller expected. */
  final class StaleHeadException extends ProblemException {
    private static final long serialVersionUID = 1;

    public StaleHeadException(Head expected, Head found) {
      super(
          Problem.of(
                  "Changelog not appended to: its head is at batch %d, expected batch %d.",
                  found.batch(), expected.batch())
              .follows(
                  "Another process appends to it, or one store went back in time; nothing was written.")
              .toDo(
                  "Stop the other process, or restore both stores of the site to the same moment."));
    }
  }
}
