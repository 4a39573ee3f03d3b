package io.bactrian.convergence;

import io.bactrian.changelog.Head;
import io.bactrian.convergence.MemoryStore.Block;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;

/** A changelog that implements the {@link Breakage}s of appending. */
final class BrokenChangelog extends MemoryChangelog {
  private final Breakage broken;
  private final MemorySite database;
  private final List<Document> late = new ArrayList<>();

  private BrokenChangelog(Breakage broken, SimulatedSite site) {
    super(site.store, site.fate, site::nextId, site::purged);
    this.broken = broken;
    this.database = site.database;
  }

  static MemoryChangelog of(Breakage broken, SimulatedSite site) {
    return switch (broken) {
      case ROW_BEFORE_HEAD, HEAD_BEFORE_BLOCKS, LEFTOVERS_STAY -> new BrokenChangelog(broken, site);
      default -> new MemoryChangelog(site.store, site.fate, site::nextId, site::purged);
    };
  }

  @Override
  void removeLeftovers(Head expected) {
    if (broken != Breakage.LEFTOVERS_STAY) {
      super.removeLeftovers(expected);
    }
  }

  @Override
  void insert(Document block) {
    if (broken == Breakage.HEAD_BEFORE_BLOCKS) {
      late.add(block);
    } else if (broken != Breakage.LEFTOVERS_STAY
        || !store.blocks.containsKey(((Block) block.get("block")).first())) {
      super.insert(block);
    }
  }

  @Override
  boolean stored(long first, String id) {
    return broken != Breakage.ROW_BEFORE_HEAD || super.stored(first, id);
  }

  @Override
  void move(Head expected, Head next) {
    if (broken == Breakage.ROW_BEFORE_HEAD) {
      fate.step("capture's row advanced", () -> database.captured = next);
    }
    super.move(expected, next);
    late.forEach(super::insert);
    late.clear();
  }
}
