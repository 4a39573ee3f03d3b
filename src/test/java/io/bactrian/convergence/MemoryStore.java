package io.bactrian.convergence;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.changelog.Head;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.RowLimits;
import io.bactrian.changeset.Unsent;
import io.bactrian.exchange.Manifest;
import io.bactrian.exchange.SetAside;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * The content of a site's changelog database: the log, its head, conflicts and changesets. A power
 * cut may lose any part of what is not journaled (blocks, contents) and was written after the last
 * journaled write.
 */
final class MemoryStore {
  /** Entries stored as one. */
  record Block(long first, String appending, List<LogEntry> entries) {
    long last() {
      return first + entries.size() - 1;
    }
  }

  /** As the product's own document about a stream. */
  record Progress(long number, long previous, long acknowledged, long dropped) {
    static final Progress NONE = new Progress(0, 0, 0, 0);
  }

  Head head = Head.EMPTY;
  String appending = "";
  long first = 1;
  final TreeMap<Long, Block> blocks = new TreeMap<>();
  final Map<String, ConflictRecord> conflicts = new HashMap<>();
  final Map<String, Progress> streams = new HashMap<>();
  final Map<String, Long> abandoned = new HashMap<>();
  final Map<String, Manifest> manifests = new HashMap<>();
  final Map<String, byte[]> contents = new HashMap<>();
  final Map<String, TreeMap<Long, byte[]>> received = new HashMap<>();
  final Map<String, RowLimits> told = new HashMap<>();
  final Map<String, Unsent> unsentThere = new HashMap<>();
  final Map<String, TreeMap<String, SetAside>> aside = new HashMap<>();
  private final List<Runnable> unsynced = new ArrayList<>();

  void put(Block block) {
    blocks.put(block.first(), block);
    unsynced.add(() -> blocks.remove(block.first(), block));
  }

  void put(String content, byte[] bytes) {
    contents.put(content, bytes);
    unsynced.add(() -> contents.remove(content));
  }

  /** Everything written so far stays. */
  void journal() {
    unsynced.clear();
  }

  void powerCut(Random random) {
    unsynced.stream().filter(written -> random.nextBoolean()).forEach(Runnable::run);
    unsynced.clear();
  }

  static String id(String partner, long number) {
    return partner + " " + number;
  }

  MemoryStore copy() {
    MemoryStore copy = new MemoryStore();
    copy.head = head;
    copy.appending = appending;
    copy.first = first;
    copy.blocks.putAll(blocks);
    copy.conflicts.putAll(conflicts);
    copy.streams.putAll(streams);
    copy.abandoned.putAll(abandoned);
    copy.manifests.putAll(manifests);
    copy.contents.putAll(contents);
    copy.told.putAll(told);
    copy.unsentThere.putAll(unsentThere);
    aside.forEach((partner, rows) -> copy.aside.put(partner, new TreeMap<>(rows)));
    received.forEach((partner, waiting) -> copy.received.put(partner, new TreeMap<>(waiting)));
    return copy;
  }
}
