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
 * One transaction of an applier on the site's database, at READ COMMITTED. Rows, the watermark and
 * the results of conflict resolution commit together or not at all. For one thread. Closing without
 * {@link #commit} rolls back. A failure that is not caused by the data (deadlock, timeout, disk) is
 * an {@link ApplyInterruptedException}: retry the whole transaction.
 */
public interface ApplyTransaction extends AutoCloseable {

  /**
   * Locks the stream's row until the transaction ends, so that one applier at a time works on it.
   */
  StreamState lockStream(String source);

  /** Saves how far the stream is applied, with the hash of the last changeset. */
  void saveStream(StreamState state);

  /**
   * Locks and returns the current rows, with one statement per call, in key order. Keys that are
   * not found are looked up once more in a new statement. Absent rows are not in the map.
   *
   * @throws RowsTooLargeException when there are several rows, too large to keep in memory
   *     together; some of them may be locked already
   */
  Map<Key, Row> loadAndLock(Table table, Collection<Key> keys);

  /**
   * Locks the rows that the database would delete along with these, over any number of foreign
   * keys.
   *
   * @param parents rows of the table, locked
   * @return for each of the rows that has any, the rows that would be deleted with it
   * @throws RowsTooLargeException when there are too many for several parents; a single one may
   *     have some left out
   */
  Map<RowId, Set<RowId>> lockCascaded(Table table, Collection<Row> parents);

  /**
   * Returns the next rows of a table in key order, locked against writers until the transaction
   * ends. Returns fewer than {@code most} rows when they are large, none at the table's end.
   *
   * @param after key of the last row of the previous page; null for the first page
   */
  List<Row> page(Table table, Key after, int most);

  /** Counts the rows of a table, locking none. */
  long count(Table table);

  /**
   * Reads the rows as this transaction sees them now, without locking. Absent rows are not in the
   * map.
   *
   * @throws RowsTooLargeException when there are several rows, too large to keep in memory together
   */
  Map<Key, Row> read(Table table, Collection<Key> keys);

  /** One of this site's tracked tables; null when there is none of this name. */
  Table table(String name);

  /**
   * Writes in the given order, in batches. When a batch fails because of its data, finds the
   * failing rows with savepoints and keeps the others.
   *
   * @return the writes that failed; empty when all succeeded
   */
  List<Failure> write(List<Write> writes);

  /**
   * Tells that the next writes were refused before. Then {@link #write} looks for what is refused
   * before it tries, where the database has a way to.
   */
  default void expectRefusals() {}

  /** Sets a savepoint. Savepoints can be nested. */
  Object savepoint();

  void rollbackTo(Object savepoint);

  /**
   * Returns those of the rows that have a local change (origin null) for the partner in the outbox,
   * as seen by a new statement. Decides destinations by the same rule as capture; where other rows
   * decide, a change counts whoever sees it.
   */
  Set<RowId> changedInOutbox(String partner, Collection<RowId> rows);

  /**
   * Reads, with a new statement, the changelog position through which capture has cleared the
   * outbox.
   */
  long capturedThrough();

  /**
   * Removes the changes of tables that capture has put on hold, because all rows of these tables
   * are about to be sent.
   *
   * @return those of the tables that had any
   */
  List<String> dropOnHold(Collection<String> tables);

  /** Appends records to the outbox, in order. */
  void append(List<OutboxRecord> records);

  /** Reads the state kept for a partner; never null. Locks nothing. */
  PartnerState partner(String partner);

  /** Replaces the state kept for a partner, whose stream must be locked. */
  void savePartner(PartnerState state);

  /** Returns the waits of one kind, without long payloads; {@link #whole} adds them. */
  List<Wait> waits(String stream, Wait.Kind kind);

  /**
   * Returns the waits of one kind of these rows, those of a row in order, without long payloads. A
   * statement for some hundred rows.
   */
  List<Wait> waits(String stream, Wait.Kind kind, Collection<RowId> rows);

  /** Returns the waits of one row, in order, with their payloads. */
  List<Wait> waits(String stream, Wait.Kind kind, RowId row);

  /** Returns this wait with its payload. */
  Wait whole(Wait wait);

  /** Returns a summary for each row that has waits, without reasons and payloads. */
  List<WaitingRow> waiting(String stream, Wait.Kind kind);

  void put(Wait wait);

  void remove(Wait wait);

  /** Whether somebody waits for rows that this transaction has locked, as far as is known. */
  boolean keepsWaiting();

  void commit();

  @Override
  void close();

  /** The requested rows are too large to keep in memory together; request fewer at a time. */
  final class RowsTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RowsTooLargeException(Table table, int rows) {
      super(
          "Rows of %s are too large to be worked on %d at a time. They are taken in smaller parts."
              .formatted(table, rows));
    }
  }

  /** A failure that is not caused by the data; roll back and retry the transaction. */
  final class ApplyInterruptedException extends ProblemException {
    private static final long serialVersionUID = 1;

    public ApplyInterruptedException(Problem problem, Throwable cause) {
      super(problem, cause);
    }
  }
}
