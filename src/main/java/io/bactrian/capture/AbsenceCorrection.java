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
 * Corrects verdicts on rows that were absent. An absent row can't be locked, so the hub may find it
 * absent while a user's insert commits just before the hub's decision. The log shows this: if the
 * row's last change since the decision read it leaves it visible to the spoke, a second verdict
 * with that row follows the first, or replaces a first one that is not due. Pure.
 */
public final class AbsenceCorrection {
  private AbsenceCorrection() {}

  /** Whether this verdict may need a correction. */
  public static boolean concerns(VerdictFor verdict) {
    return !verdict.verdict().parked() && !verdict.absent().isEmpty();
  }

  /**
   * Returns the correction, if one is needed.
   *
   * @param since entries of the log after {@code verdict.judgedAt()} and before the verdict, in
   *     order
   */
  public static Optional<Item.Verdict> of(VerdictFor verdict, Iterable<LogEntry> since) {
    Map<RowId, LogEntry> last = new LinkedHashMap<>();
    for (LogEntry entry : since) {
      if (entry.item() instanceof Item.Change change) {
        change.rowIds().stream()
            .filter(verdict.absent()::contains)
            .forEach(id -> last.put(id, entry));
      }
    }
    List<Item.Image> images = new ArrayList<>(verdict.verdict().rows());
    last.forEach(
        (id, entry) -> {
          Item.Change change = (Item.Change) entry.item();
          boolean leavesIt = change.after() != null && id.equals(change.rowId());
          if (leavesIt && entry.after().includes(verdict.destination())) {
            images.add(new Item.Image(change.table(), change.after()));
          }
        });
    Item.Verdict first = verdict.verdict();
    return images.size() == first.rows().size()
        ? Optional.empty()
        : Optional.of(new Item.Verdict(first.table(), first.key(), first.number(), false, images));
  }
}
