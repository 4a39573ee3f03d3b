package io.bactrian.convergence;

import io.bactrian.changelog.AppendableLog;
import io.bactrian.changelog.Appending;
import io.bactrian.changelog.Head;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import io.bactrian.convergence.MemoryStore.Block;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.bson.Document;

/** The changelog in a {@link MemoryStore}; the process may die at each durable step. */
class MemoryChangelog implements AppendableLog {
  private static final int BLOCK = 3;

  /** Told what is about to be purged. */
  interface Purged {
    void through(long position);
  }

  final MemoryStore store;
  final Fate fate;
  private final Purged purged;
  private final Supplier<String> ids;

  MemoryChangelog(MemoryStore store, Fate fate, Supplier<String> ids, Purged purged) {
    this.store = store;
    this.fate = fate;
    this.ids = ids;
    this.purged = purged;
  }

  @Override
  public Head head() {
    fate.point("head read");
    return store.head;
  }

  @Override
  public Head append(Head expected, String nonce, Iterator<LogEntry> entries) {
    throw new UnsupportedOperationException("this log is appended to in steps");
  }

  /** What the route does with each block. */
  void insert(Document block) {
    Block made = (Block) block.get("block");
    if (store.blocks.containsKey(made.first())) {
      throw new IllegalStateException("a block is there already: " + made.first());
    }
    made.entries().forEach(this::requireNew);
    fate.step("block appended", () -> store.put(made));
  }

  private void requireNew(LogEntry made) {
    boolean twice =
        made.item() instanceof Item.Change
            && made.number() != LogEntry.FOLLOWS // what follows is told by no row of the outbox
            && store.blocks.headMap(made.position()).values().stream()
                .flatMap(block -> block.entries().stream())
                .anyMatch(
                    old ->
                        old.number() == made.number()
                            && old.transaction().equals(made.transaction()));
    Ledger.require(!twice, "transaction %s is captured twice", made.transaction());
  }

  @Override
  public long first() {
    return store.first;
  }

  @Override
  public void restart(Head head) {
    fate.step(
        "log emptied",
        () -> {
          store.first = head.position() + 1;
          store.blocks.clear();
        });
    fate.step(
        "head reset",
        () -> {
          store.head = head;
          store.appending = "";
          store.journal();
        });
  }

  @Override
  public Appending begin(Head expected, Iterator<LogEntry> entries) {
    String id = ids.get();
    fate.step(
        "batch claimed",
        () -> {
          requireHead(expected);
          store.appending = id;
          store.journal();
        });
    removeLeftovers(expected);
    return new Batch(expected, id, entries);
  }

  void removeLeftovers(Head expected) {
    fate.step("leftovers removed", () -> store.blocks.tailMap(expected.position(), false).clear());
  }

  /** Whether a block is there as this batch wrote it. */
  boolean stored(long first, String id) {
    Block block = store.blocks.get(first);
    return block != null && block.appending().equals(id);
  }

  void move(Head expected, Head next) {
    fate.step(
        "head moved",
        () -> {
          requireHead(expected);
          store.head = next;
          store.journal();
        });
  }

  private void requireHead(Head expected) {
    if (!store.head.equals(expected)) {
      throw new StaleHeadException(expected, store.head);
    }
  }

  private final class Batch implements Appending {
    private final Head expected;
    private final String id;
    private final Iterator<LogEntry> entries;
    private final List<Long> firsts = new ArrayList<>();
    private long position;

    Batch(Head expected, String id, Iterator<LogEntry> entries) {
      this.expected = expected;
      this.id = id;
      this.entries = entries;
      position = expected.position();
    }

    @Override
    public Iterator<Document> blocks() {
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return entries.hasNext();
        }

        @Override
        public Document next() {
          List<LogEntry> some = new ArrayList<>(BLOCK);
          while (some.size() < BLOCK && entries.hasNext()) {
            some.add(entries.next());
          }
          Block block = new Block(position + 1, id, some);
          firsts.add(block.first());
          position = block.last();
          return new Document("block", block);
        }
      };
    }

    @Override
    public Head commit(String nonce) {
      if (firsts.isEmpty()) {
        return expected;
      }
      if (!firsts.stream().allMatch(first -> stored(first, id))) {
        throw new IllegalStateException("not all blocks are stored as they were written");
      }
      Head next =
          new Head(
              expected.generation(), expected.batch() + 1, nonce, position, expected.position());
      move(expected, next);
      return next;
    }
  }

  @Override
  public Entries read(long after, long through) {
    List<LogEntry> found = new ArrayList<>();
    Long from = store.blocks.floorKey(after + 1);
    for (Block block : store.blocks.tailMap(from == null ? after + 1 : from).values()) {
      for (LogEntry entry : block.entries()) {
        if (entry.position() > after && entry.position() <= through) {
          found.add(entry);
        }
      }
    }
    if (found.size() < through - after) {
      throw new IllegalStateException("The changelog has a hole after position " + after);
    }
    return entries(found);
  }

  static Entries entries(List<LogEntry> found) {
    Iterator<LogEntry> it = found.iterator();
    return new Entries() {
      @Override
      public boolean hasNext() {
        return it.hasNext();
      }

      @Override
      public LogEntry next() {
        return it.next();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void purge(long through) {
    while (!store.blocks.isEmpty() && store.blocks.firstEntry().getValue().last() <= through) {
      Block oldest = store.blocks.firstEntry().getValue();
      purged.through(oldest.last());
      fate.step(
          "block purged",
          () -> {
            store.first = oldest.last() + 1;
            store.blocks.remove(oldest.first());
          });
    }
  }

  @Override
  public void close() {}
}
