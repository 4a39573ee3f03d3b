package io.bactrian.convergence;

import io.bactrian.apply.SentChanges;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.RowId;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What the hub's log has for a shop after one of its changesets.
 *
 * @param through position of the log through which a changeset covers it
 */
record LoggedForShop(MemoryLog log, String shop, LongUnaryOperator through) implements SentChanges {
  @Override
  public Set<RowId> after(long number, Set<RowId> rows) {
    return after(number, rows, item -> true);
  }

  @Override
  public Set<RowId> insertedAfter(long number, Set<RowId> rows) {
    return after(number, rows, item -> item instanceof Item.Change c && c.before() == null);
  }

  private Set<RowId> after(long number, Set<RowId> rows, Predicate<Item> which) {
    long position = through.applyAsLong(number);
    return log.entries.stream()
        .filter(entry -> entry.position() > position)
        .map(entry -> entry.viewFor(shop))
        .filter(item -> item != null && which.test(item))
        .flatMap(item -> item.rowIds().stream())
        .filter(rows::contains)
        .collect(Collectors.toSet());
  }
}
