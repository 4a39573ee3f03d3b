package io.bactrian.apply;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One transaction of an applier on the site's database, at READ COMMITTED: rows, watermark and what
 * conflict resolution produced commit together or not at all. For one thread. Closing without
 * {@link #commit} rolls back. Failures other than of data (deadlock, timeout, disk) surface as
 * {@link ApplyInterruptedException}: the whole transaction is to be tried again.
 */
public interface ApplyTransaction extends AutoCloseable {

  /** Locks the stream's row until the end, so that one applier at a time works on it. */
  StreamState lockStream(String source);

  /** Advances the stream, and keeps the hash of what was applied. */
  void saveStream(StreamState state);

  /**
   * Locks and returns the current rows, one statement per call in the order of the database's key;
   * keys not found are looked for again in a new statement. Absent rows are not in the map.
   *
   * @throws RowsTooLargeException when there are several that should not be held together; some may
   *     have been locked
   */
  Map<Key, Row> loadAndLock(Table table, Collection<Key> keys);

  /**
   * The next rows of a table in the order of its key, locked against writers until the end; fewer
   * than so many when they are large, none when no row follows.
   *
   * @param after key of the last row before them; null for the first
   */
  List<Row> page(Table table, Key after, int most);

  /**
   * The rows as this transaction sees them now, without locking.
   *
   * @throws RowsTooLargeException when there are several that should not be held together
   */
  Map<Key, Row> read(Table table, Collection<Key> keys);

  /**
   * Writes in the given order, batched; when a batch fails for its data, isolates the failing rows
   * with savepoints and keeps the rest.
   *
   * @return the refused writes; empty when all went in
   */
  List<Failure> write(List<Write> writes);

  /** Remembers this point; nests. */
  Object savepoint();

  void rollbackTo(Object savepoint);

  /**
   * Those of the rows that have a local change (origin null) in the outbox, as a new statement sees
   * it, destined for the partner. The same destination rule as capture's decides.
   */
  Set<RowId> changedInOutbox(String partner, Collection<RowId> rows);

  /** Position of our changelog through which capture has cleared the outbox, in a new statement. */
  long capturedThrough();

  /** Appends to the outbox, in order. */
  void append(List<OutboxRecord> records);

  /** What goes on with a partner; never null. Reading locks nothing. */
  PartnerState partner(String partner);

  /** Takes the place of what was kept of the partner, whose stream must be locked. */
  void savePartner(PartnerState state);

  /** What waits of a kind, long payloads left out: {@link #whole} has them. */
  List<Wait> waits(String stream, Wait.Kind kind);

  /** All that waits of one row, in order, with its payload. */
  List<Wait> waits(String stream, Wait.Kind kind, RowId row);

  /** The same with its payload. */
  Wait whole(Wait wait);

  /** What waits by row, without reasons and payloads. */
  List<WaitingRow> waiting(String stream, Wait.Kind kind);

  void put(Wait wait);

  void remove(Wait wait);

  void commit();

  @Override
  void close();

  /** Rows that were asked for together are too large for that: ask for some of them. */
  final class RowsTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RowsTooLargeException(Table table, int rows) {
      super(
          "Rows of %s are too large to be worked on %d at a time. They are taken in smaller parts."
              .formatted(table, rows));
    }
  }

  /** Not the data's fault; roll back and try again. */
  final class ApplyInterruptedException extends ProblemException {
    private static final long serialVersionUID = 1;

    public ApplyInterruptedException(Problem problem, Throwable cause) {
      super(problem, cause);
    }
  }
}
