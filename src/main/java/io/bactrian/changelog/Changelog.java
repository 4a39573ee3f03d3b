package io.bactrian.changelog;

import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import java.util.Iterator;

/**
 * The ordered log of one site. Each change is stored once, however many destinations it has. Every
 * call reads and writes with majority and journal where the store has them. Thread-safe; one runner
 * appends at a time, and a late one can't do harm ({@link #append}).
 */
public interface Changelog extends AutoCloseable {

  /** The head as the store durably has it; {@link Head#EMPTY} for a new log. */
  Head head();

  /**
   * Appends a batch: entries first, then the head by compare-and-set. Entries that an interrupted
   * batch left beyond {@code expected} are removed first. Entries are consumed as a stream and
   * carry dense positions from {@code expected.position() + 1}.
   *
   * @param nonce of the new head
   * @return the new head, durable; {@code expected} when there were no entries
   * @throws StaleHeadException when the head is not {@code expected}: another runner is at work;
   *     nothing of this batch will be read by anyone
   */
  Head append(Head expected, String nonce, Iterator<LogEntry> entries);

  /**
   * Entries with {@code after < position <= through}, dense and in order; a stream to be closed.
   * {@code through} is at most the head's position.
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

  /** The head is not where the caller believed it to be. */
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
