package io.bactrian.changelog;

import io.bactrian.apply.SentChanges;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.RowId;
import io.bactrian.problem.ProblemException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Searches the tail of the hub's changelog, which a spoke has not applied. What is not captured yet
 * is not found. Thread-safe.
 */
public final class LoggedSentChanges implements SentChanges {
  private final AppendableLog changelog;
  private final String spoke;
  private final LongUnaryOperator throughPosition;
  private final Supplier<Map<RowId, Long>> setAside;

  /**
   * @param throughPosition returns the log position that our changeset of this number covers;
   *     throws a {@link ProblemException} when there never was one
   */
  public LoggedSentChanges(
      AppendableLog changelog, String spoke, LongUnaryOperator throughPosition) {
    this(changelog, spoke, throughPosition, Map::of);
  }

  /**
   * @param setAside reads which rows are or were too large for the spoke, and the position of our
   *     log through which the changeset covers it that has them at last
   */
  public LoggedSentChanges(
      AppendableLog changelog,
      String spoke,
      LongUnaryOperator throughPosition,
      Supplier<Map<RowId, Long>> setAside) {
    this.setAside = setAside;
    this.changelog = changelog;
    this.spoke = spoke;
    this.throughPosition = throughPosition;
  }

  @Override
  public Set<RowId> after(long number, Set<RowId> rows) {
    return after(number, rows, item -> true);
  }

  @Override
  public Set<RowId> insertedAfter(long number, Set<RowId> rows) {
    return after(
        number, rows, item -> item instanceof Item.Change change && change.before() == null);
  }

  private Set<RowId> after(long number, Set<RowId> rows, Predicate<Item> which) {
    long known = position(number);
    long from = Math.max(known, changelog.first() - 1);
    long head = changelog.head().position();
    Set<RowId> found = new HashSet<>();
    setAside
        .get()
        .forEach(
            (row, at) -> found.addAll(at > known && rows.contains(row) ? Set.of(row) : Set.of()));
    if (from < head) {
      try (Changelog.Entries entries = changelog.read(from, head)) {
        while (entries.hasNext() && found.size() < rows.size()) {
          LogEntry entry = entries.next();
          Item seen = entry.viewFor(spoke);
          if (seen != null && which.test(seen)) {
            seen.rowIds().stream().filter(rows::contains).forEach(found::add);
          }
        }
      }
    }
    return found;
  }

  /** Of a number that we never sent, nothing is believed: then nothing counts as under way. */
  private long position(long number) {
    try {
      return throughPosition.applyAsLong(number);
    } catch (ProblemException neverSent) {
      return Long.MAX_VALUE;
    }
  }
}
