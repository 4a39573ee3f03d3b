package io.bactrian.changelog;

import io.bactrian.apply.PendingRows;
import io.bactrian.apply.RowPositions;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.RowId;
import io.bactrian.problem.Problem;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads the tail of the changelog and remembers, for each row, this site's last change that the hub
 * has not acknowledged; of many, on disk. A row that is only compared is none: the hub answers
 * nothing to it. Uses the changelog alone, so that any process can build it. Thread-safe.
 */
public final class TailPendingRows implements PendingRows {
  private final Changelog changelog;
  private final String hub;
  private final RowPositions last;
  private final Supplier<Map<RowId, Long>> setAside;
  private Map<RowId, Long> aside = Map.of();
  private long read;
  private long forgotten;

  /** Knows of no rows that are set aside. */
  public TailPendingRows(Changelog changelog, String hub) {
    this(changelog, hub, Map::of, null);
  }

  /**
   * @param setAside reads which rows are or were too large for the hub, and the position of our log
   *     through which the changeset covers it that has them at last; {@code Long.MAX_VALUE} for
   *     none yet
   * @param spool folder for what is too much for memory; null to keep all there
   */
  public TailPendingRows(
      Changelog changelog, String hub, Supplier<Map<RowId, Long>> setAside, Path spool) {
    this.setAside = setAside;
    this.last = new RowPositions(spool);
    this.changelog = changelog;
    this.hub = hub;
  }

  @Override
  public synchronized void catchUp(long position, long acknowledged) {
    aside = setAside.get();
    if (acknowledged > forgotten) {
      last.forget(acknowledged);
      forgotten = acknowledged;
    }
    read = Math.max(read, acknowledged); // earlier entries may have been purged
    long head = changelog.head().position();
    if (head < position) {
      throw Problem.of(
              "The changelog ends at position %d, but capture has cleared the outbox through %d.",
              head, position)
          .follows("The changelog went back in time; nothing is applied.")
          .toDo("Restore it from its newest copy or reload this site.")
          .exception();
    }
    if (head <= read) {
      return;
    }
    try (Changelog.Entries entries = changelog.read(read, head)) {
      while (entries.hasNext()) {
        LogEntry entry = entries.next();
        Item seen = entry.viewFor(hub);
        if (seen != null && !(seen instanceof Item.Present row && row.compared())) {
          seen.rowIds().forEach(row -> last.put(row, entry.position()));
        }
      }
      read = head;
    } catch (RuntimeException e) {
      throw forgetting(e);
    }
  }

  @Override
  public synchronized long lastChange(RowId row) {
    try {
      return Math.max(last.get(row), aside.getOrDefault(row, 0L));
    } catch (RuntimeException e) {
      throw forgetting(e);
    }
  }

  /** The disk failed, or the thread was stopped, which closes the file: all is read again. */
  private RuntimeException forgetting(RuntimeException e) {
    read = 0;
    last.clear();
    return e;
  }
}
