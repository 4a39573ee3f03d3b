package io.bactrian.database;

import io.bactrian.apply.OutboxText;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.RowId;
import io.bactrian.database.OrderedRows.Recorded;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Joins the two halves of an update of a key, which triggers record as a delete and an insert so
 * that the changes of each key follow from each other, whatever a statement does to many keys. A
 * delete waits for its insert, as long as nothing else of its transaction concerns its key. If
 * another row of the statement gets the key, the two are an update of that key, as if the rows had
 * exchanged their contents. Where so many wait that memory would grow, the oldest stay as they are.
 * For one thread.
 */
final class KeyUpdates {
  private static final int MOST = 1_000;
  private static final long MOST_CHARS = 8L << 20;

  private final Map<RowId, Recorded> left = new LinkedHashMap<>();
  private final Deque<Recorded> ready = new ArrayDeque<>();
  private long chars;
  private String transaction = "";

  /** The next change or record; null when more has to be added first. */
  Recorded poll() {
    return ready.poll();
  }

  /**
   * Adds what follows.
   *
   * @param next null at the end of the outbox
   */
  void add(Recorded next) {
    boolean change = next != null && next.kind() == OutboxText.CHANGE && next.shape() != null;
    if (!left.isEmpty() && !(change && next.transaction().equals(transaction))) {
      ready.addAll(left.values());
      left.clear();
      chars = 0;
    }
    if (next == null) {
      return;
    }
    transaction = next.transaction();
    if (change && next.moves() != null && next.after() == null) {
      release(id(next, next.shape().keyOf(next.before())));
      wait(next);
    } else if (change && next.moves() != null && next.before() == null) {
      arrive(next);
    } else {
      if (change && !left.isEmpty()) {
        release(id(next, next.shape().keyOf(next.after() != null ? next.after() : next.before())));
      }
      ready.add(next);
    }
  }

  private static RowId id(Recorded change, Key key) {
    return new RowId(change.table(), key);
  }

  private void release(RowId row) {
    Recorded waiting = take(row);
    if (waiting != null) {
      ready.add(waiting);
    }
  }

  private Recorded take(RowId row) {
    Recorded waiting = left.remove(row);
    chars -= waiting == null ? 0 : waiting.before().size();
    return waiting;
  }

  private void wait(Recorded leaves) {
    left.put(id(leaves, leaves.shape().keyOf(leaves.before())), leaves);
    chars += leaves.before().size();
    Iterator<Recorded> oldest = left.values().iterator();
    while (left.size() > MOST || chars > MOST_CHARS && left.size() > 1) {
      Recorded waiting = oldest.next();
      oldest.remove();
      chars -= waiting.before().size();
      ready.add(waiting);
    }
  }

  /** A row gets a key that another may have left in the same statement. */
  private void arrive(Recorded comes) {
    Recorded before = take(id(comes, comes.shape().keyOf(comes.after())));
    if (before != null) {
      boolean same = before.before().equals(comes.after());
      if (same || !fits(before, comes)) {
        ready.add(before);
        ready.add(comes);
      } else {
        ready.add(before.with(comes));
      }
      return;
    }
    RowId from = id(comes, comes.moves());
    Recorded leaves = left.get(from);
    if (leaves != null
        && leaves.moves().equals(comes.shape().keyOf(comes.after()))
        && fits(leaves, comes)) {
      take(from);
      ready.add(leaves.with(comes));
    } else {
      ready.add(comes);
    }
  }

  private static boolean fits(Recorded one, Recorded other) {
    return one.shape().equals(other.shape())
        && java.util.Objects.equals(one.origin(), other.origin());
  }
}
