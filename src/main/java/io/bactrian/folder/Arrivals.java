package io.bactrian.folder;

import io.bactrian.route.Outages;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files in a partner's folder: which may be read now, which may still be incomplete, and which were
 * moved away. For one thread.
 */
final class Arrivals {
  private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

  /** Most log lines for one look, so that a partner's thousands of files do not fill the log. */
  private static final int LINES = 10;

  private final String partner;
  private final Places places;
  private final Duration settle;
  private final InstantSource clock;
  private final Filing done;
  private final Filing rejected;
  private final Changes changes;
  private final Stuck stuck;

  /** By the path that Camel uses for them. */
  private final Map<String, Entry> ready = new HashMap<>();

  private final Map<Path, Patience> unfinished = new HashMap<>();
  private final Set<Path> foreign = new HashSet<>();
  private int lines;

  Arrivals(String partner, Places places, Duration settle, Outages outages, InstantSource clock) {
    this.partner = partner;
    this.places = places;
    this.settle = settle;
    this.clock = clock;
    done = new Filing(places.done(), clock);
    rejected = new Filing(places.rejected(), clock);
    changes = new Changes(places.inbox());
    stuck = new Stuck("inbox-" + partner, places.inbox(), outages);
  }

  /**
   * Looks through the folder if anything may have changed; returns whether there is a file to read.
   */
  boolean look() throws IOException {
    Instant now = clock.instant();
    if (Files.notExists(places.inbox())) {
      ready.clear();
      unfinished.clear();
      return false; // a stick that is not there: no fault, and no folder is made for it
    }
    if (ready.isEmpty() && unfinished.isEmpty() && !changes.since(now)) {
      return false;
    }
    done.check();
    rejected.check();
    ready.clear();
    summarize();
    changes.begin(now);
    Set<Path> seen = new HashSet<>();
    places.walk().through((folder, entry) -> examine(folder, entry, seen, now));
    unfinished.keySet().retainAll(seen);
    foreign.retainAll(seen);
    stuck.retain(seen);
    stuck.report();
    return !ready.isEmpty();
  }

  private void examine(OpenFolder folder, Entry entry, Set<Path> seen, Instant now) {
    seen.add(entry.at());
    if (entry.kind() == Entry.Kind.FOLDER) {
      changes.within(entry);
    } else if (entry.kind() == Entry.Kind.FOREIGN && foreign.add(entry.at()) && mayTell()) {
      LOG.info(
          "`{}` in {} does not have the name of a changeset. It is left alone.",
          entry.shown(),
          places.inbox());
    }
    if (!entry.waits() || stuck.contains(entry, now)) {
      return;
    }
    Patience known = unfinished.computeIfPresent(entry.at(), (at, p) -> p.seen(entry.stamp(), now));
    if (entry.kind() == Entry.Kind.IMPOSSIBLE) {
      setAside(folder, entry, entry.fault());
    } else if (entry.kind() == Entry.Kind.DOCUMENT) {
      if (known == null || known.mayRead(now)) {
        ready.put(entry.at().toString(), entry);
      }
    } else if (known == null) {
      unfinished.put(entry.at(), Patience.briefly(entry.stamp(), now, settle));
    } else if (known.over(now)) {
      setAside(folder, entry, "It is empty.");
    }
  }

  /** The file at this path if it may be read, or null. */
  Entry ready(String path) {
    return ready.get(path);
  }

  /** Whether the folder of this path was searched. */
  boolean cover(Path folder) {
    return changes.cover(folder);
  }

  /** Whether there is a file to read, or an incomplete one that may still grow. */
  boolean busy() {
    Instant now = clock.instant();
    Duration most = settle.multipliedBy(2).plusSeconds(10); // one that always changes never rests
    return !ready.isEmpty()
        || unfinished.values().stream().anyMatch(p -> now.isBefore(p.first().plus(most)));
  }

  /** Records that the file is no longer being processed. */
  void over(Entry entry) {
    ready.remove(entry.at().toString());
  }

  /**
   * Handles a file that could not be opened: tries it again, and sets it aside when it stays so.
   */
  void unreadable(OpenFolder folder, Entry entry, IOException why) {
    Instant now = clock.instant();
    Patience known = unfinished.get(entry.at());
    if (known == null) {
      unfinished.put(entry.at(), Patience.briefly(entry.stamp(), now, settle));
    } else if (known.over(now)) {
      setAside(folder, entry, "It can't be read (" + why.getClass().getSimpleName() + ").");
    }
  }

  /** Handles a file that changed while it was read: forgets what was known of it. */
  void changed(Entry entry, Stamp stamp) {
    unfinished.put(entry.at(), Patience.unread(stamp, clock.instant(), settle));
  }

  /**
   * Handles an incomplete file: reads it again when it has grown, and sets it aside when it stays
   * unchanged for long.
   */
  void cutShort(OpenFolder folder, Entry entry, String reason) {
    Instant now = clock.instant();
    Patience fresh = Patience.cutShort(entry.stamp(), now, settle);
    Patience known = unfinished.get(entry.at());
    Patience waits = known == null ? fresh : known.seen(entry.stamp(), now).because(fresh);
    unfinished.put(entry.at(), waits);
    if (waits.over(now)) {
      setAside(
          folder,
          entry,
          "%s It had not changed for %s s.".formatted(reason, seconds().toPlainString()));
    } else if (known == null && mayTell()) {
      LOG.info(
          "`{}` from {} ends too early; it may grow and is read again.", entry.shown(), partner);
    }
  }

  private BigDecimal seconds() {
    return BigDecimal.valueOf(settle.toMillis(), 3).stripTrailingZeros();
  }

  /** Moves a file that was applied now or before. */
  void done(OpenFolder folder, Entry entry) {
    unfinished.remove(entry.at());
    put(folder, entry, done, null);
  }

  void setAside(OpenFolder folder, Entry entry, String reason) {
    unfinished.remove(entry.at());
    if (put(folder, entry, rejected, reason) && mayTell()) {
      LOG.warn("`{}` is set aside in {}: {}", entry.shown(), places.rejected(), reason);
    }
  }

  private boolean put(OpenFolder folder, Entry entry, Filing where, String reason) {
    try {
      where.put(folder, entry, reason);
      return true;
    } catch (NoSuchFileException e) {
      LOG.debug("{} is gone", entry.shown(), e);
    } catch (IOException e) {
      stuck.add(entry, e, clock.instant());
    }
    return false;
  }

  /** Handles a file, or its folder, that can't be accessed. */
  void failed(Entry entry, IOException why) {
    stuck.add(entry, why, clock.instant());
    stuck.report();
  }

  void report() {
    stuck.report();
  }

  private boolean mayTell() {
    return lines++ < LINES;
  }

  private void summarize() {
    if (lines > LINES) {
      LOG.warn(
          "{} more files from {} are left alone, set aside or cut short.", lines - LINES, partner);
    }
    lines = 0;
  }
}
