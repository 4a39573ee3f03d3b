package io.bactrian.capture;

import io.bactrian.apply.OutboxRecord.VerdictFor;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.RowId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An absent row can't be locked, so a judgement may find a row absent while a user's insert of it
 * is about to commit before the judgement does. The log knows better: if the last change of such a
 * row since the judgement read leaves it visible to the spoke, a verdict with that image follows
 * the first one, or stands alone when the first is not due. Pure.
 */
public final class AbsenceCorrection {
  private AbsenceCorrection() {}

  /** Whether this verdict may need correction at all. */
  public static boolean concerns(VerdictFor verdict) {
    return !verdict.verdict().parked() && !verdict.absent().isEmpty();
  }

  /**
   * @param since entries of the log after {@code verdict.judgedAt()} and before the verdict, in
   *     order
   */
  public static Optional<Item.Verdict> of(VerdictFor verdict, Iterable<LogEntry> since) {
    Map<RowId, LogEntry> last = new LinkedHashMap<>();
    for (LogEntry entry : since) {
      if (entry.item() instanceof Item.Change change) {
        RowId id = change.rowId();
        if (verdict.absent().contains(id)) {
          last.put(id, entry);
        }
      }
    }
    List<Item.Image> images = new ArrayList<>(verdict.verdict().rows());
    for (LogEntry entry : last.values()) {
      Item.Change change = (Item.Change) entry.item();
      if (change.after() != null && entry.after().includes(verdict.destination())) {
        images.add(new Item.Image(change.table(), change.after()));
      }
    }
    Item.Verdict first = verdict.verdict();
    return images.size() == first.rows().size()
        ? Optional.empty()
        : Optional.of(new Item.Verdict(first.table(), first.key(), first.number(), false, images));
  }
}
