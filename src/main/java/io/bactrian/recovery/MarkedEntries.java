package io.bactrian.recovery;

import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Passes entries on, and collects from their markers through which changeset each partner's stream
 * is applied. For one thread.
 */
final class MarkedEntries implements Iterator<LogEntry> {
  private final Iterator<LogEntry> entries;
  private final Map<String, Long> applied = new HashMap<>();

  MarkedEntries(Iterator<LogEntry> entries) {
    this.entries = entries;
  }

  /** Numbers by partner, as far as entries were passed on. */
  Map<String, Long> applied() {
    return applied;
  }

  @Override
  public boolean hasNext() {
    return entries.hasNext();
  }

  @Override
  public LogEntry next() {
    LogEntry entry = entries.next();
    if (entry.item() instanceof Item.Marker marker) {
      entry.after().sites().forEach(site -> applied.merge(site, marker.number(), Math::max));
    }
    return entry;
  }
}
