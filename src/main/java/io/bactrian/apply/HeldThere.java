package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.RowId;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a spoke has told of rows that it can't write, kept for a person at the hub. Keeps no more
 * than may be parked for the spoke. For one transaction.
 */
final class HeldThere {
  private static final Logger LOG = LoggerFactory.getLogger(HeldThere.class);
  private final ApplyTransaction tx;
  private final String spoke;
  private final long most;
  private final Set<RowId> rows = new HashSet<>();
  private boolean full;

  HeldThere(ApplyTransaction tx, String spoke, Bounds bounds) {
    this.tx = tx;
    this.spoke = spoke;
    this.most = bounds.parkedChanges();
    tx.waiting(spoke, Wait.Kind.HELD_THERE).forEach(row -> rows.add(row.row()));
  }

  /**
   * @param number the spoke's changeset that tells it
   */
  void told(Item.Held held, long number) {
    RowId row = new RowId(held.table(), held.key());
    if (held.isReleased()) {
      if (rows.remove(row)) {
        tx.remove(wait(held, number));
      }
    } else if (rows.contains(row) || rows.size() < most) {
      Wait wait = wait(held, number);
      if (!rows.add(row)) {
        tx.remove(wait); // it is told again, perhaps with another reason
      }
      tx.put(wait);
    } else if (!full) {
      full = true;
      LOG.warn(
          "Spoke {} holds more than {} rows that it can't write; further ones are not listed here. `bactrian status` at the spoke counts them all.",
          spoke,
          most);
    }
  }

  private Wait wait(Item.Held held, long number) {
    return new Wait(
        spoke, Wait.Kind.HELD_THERE, held.table(), held.key(), 0, number, held.reason(), "");
  }

  static void forget(ApplyTransaction tx, String spoke) {
    tx.waits(spoke, Wait.Kind.HELD_THERE).forEach(tx::remove);
  }
}
