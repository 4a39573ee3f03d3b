package io.bactrian.convergence;

import io.bactrian.changelog.Changelog;
import io.bactrian.changelog.Head;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/**
 * A changelog that implements the {@link Breakage}s of reading it for the stream to one partner.
 */
final class BrokenReading implements Changelog {
  private final MemoryChangelog log;
  private final Breakage broken;
  private final String partner;
  private final Random random;

  private BrokenReading(MemoryChangelog log, Breakage broken, String partner, Random random) {
    this.log = log;
    this.broken = broken;
    this.partner = partner;
    this.random = random;
  }

  static Changelog of(MemoryChangelog log, String partner, World world) {
    return switch (world.broken()) {
      case NO_VERDICT,
          DROP_A_VERDICT,
          NO_PARKED_VERDICT,
          NO_MARKER,
          ECHO,
          WHOLE_ROW,
          MARKER_FIRST,
          SPLIT_TRANSACTION ->
          new BrokenReading(log, world.broken(), partner, world.random());
      default -> log;
    };
  }

  @Override
  public Head head() {
    return log.head();
  }

  @Override
  public Entries read(long after, long through) {
    List<LogEntry> shown = new ArrayList<>();
    try (Entries entries = log.read(after, through)) {
      while (entries.hasNext()) {
        shown.add(broken.shown(entries.next(), partner, random));
      }
    }
    if (broken == Breakage.MARKER_FIRST) {
      markersFirst(shown);
    }
    return MemoryChangelog.entries(shown);
  }

  /** Within each transaction; places stay what they are. */
  private static void markersFirst(List<LogEntry> entries) {
    int first = 0;
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).item() instanceof Item.Marker) {
        LogEntry marker = entries.get(i);
        for (int k = i; k > first; k--) {
          entries.set(k, at(entries.get(k), entries.get(k - 1)));
        }
        entries.set(first, at(entries.get(first), marker));
      }
      if (entries.get(i).lastOfTransaction()) {
        first = i + 1;
      }
    }
  }

  private static LogEntry at(LogEntry place, LogEntry content) {
    return new LogEntry(
        place.position(),
        content.number(),
        content.transaction(),
        content.at(),
        content.origin(),
        content.before(),
        content.after(),
        place.lastOfTransaction(),
        content.item());
  }

  @Override
  public Head append(Head expected, String nonce, Iterator<LogEntry> entries) {
    throw new UnsupportedOperationException("streams only read");
  }

  @Override
  public void purge(long through) {
    throw new UnsupportedOperationException("streams only read");
  }

  @Override
  public void close() {}
}
