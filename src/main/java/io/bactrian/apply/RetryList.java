package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.RowId;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Waiting rows that a transaction is to try again, because of what it wrote: those that wait for
 * that, and those that can only go in together. For one transaction and one thread.
 */
final class RetryList {
  private final Supplier<NeedIndex> needs;
  private final Set<RowId> list = new LinkedHashSet<>();
  private final Set<RowId> circle = new LinkedHashSet<>();
  private final Set<RowId> asked = new HashSet<>();

  /**
   * @param needs what rows wait for now
   */
  RetryList(Supplier<NeedIndex> needs) {
    this.needs = needs;
  }

  /** A row here was written. */
  void wrote(Item.Change effect) {
    list.addAll(needs.get().met(effect));
  }

  /**
   * A row could not be written. If others wait for just that, they may need each other, like two
   * that exchange a unique value: they are tried together, once.
   *
   * @param source the row that waits
   * @param effect what the write would have done
   */
  void refused(RowId source, Item.Change effect) {
    Set<RowId> others = needs.get().met(effect);
    if ((others.size() > 1 || !others.isEmpty() && !others.contains(source)) && asked.add(source)) {
      circle.add(source);
      circle.addAll(others);
      list.addAll(circle);
    }
  }

  void add(RowId row) {
    list.add(row);
  }

  boolean isEmpty() {
    return list.isEmpty();
  }

  /** Returns the rows and forgets them. */
  Set<RowId> take() {
    Set<RowId> rows = new LinkedHashSet<>(list);
    list.clear();
    return rows;
  }
}
