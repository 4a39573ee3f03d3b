package io.bactrian.convergence;

import io.bactrian.changeset.RowLimits;
import io.bactrian.changeset.Unsent;
import io.bactrian.exchange.SetAside;
import io.bactrian.exchange.SetAsideStore;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What is set aside in a {@link MemoryStore}; the process may die at each step. */
record MemorySetAside(MemoryStore store, Fate fate) implements SetAsideStore {
  @Override
  public Optional<RowLimits> told(String partner) {
    return Optional.ofNullable(store.told.get(partner));
  }

  @Override
  public void tell(String partner, RowLimits limits) {
    fate.step("limits noted", () -> store.told.put(partner, limits));
  }

  @Override
  public Unsent unsentThere(String partner) {
    return store.unsentThere.getOrDefault(partner, Unsent.NOTHING);
  }

  @Override
  public void tellUnsent(String partner, Unsent there) {
    fate.step("unsent noted", () -> store.unsentThere.put(partner, there));
  }

  private TreeMap<String, SetAside> rows(String partner) {
    return store.aside.computeIfAbsent(partner, none -> new TreeMap<>());
  }

  @Override
  public List<SetAside> of(String partner) {
    return rows(partner).values().stream()
        .sorted(Comparator.comparingLong(SetAside::position))
        .toList();
  }

  @Override
  public void save(List<SetAside> some) {
    for (SetAside one : some) {
      fate.step(
          "set aside",
          () ->
              rows(one.partner())
                  .put(
                      one.position() + " " + one.row().table() + " " + one.row().key().text(),
                      one));
    }
  }

  @Override
  public void drop(Collection<SetAside> some) {
    for (SetAside one : some) {
      fate.step("no longer set aside", () -> rows(one.partner()).values().remove(one));
    }
  }
}
