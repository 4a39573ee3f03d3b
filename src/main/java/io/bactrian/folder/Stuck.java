package io.bactrian.folder;

import io.bactrian.problem.Problem;
import io.bactrian.route.Outages;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Files that could not be moved out of a folder. Skips each for a while, so that it does not block
 * others, and reports them as an outage. For one thread.
 */
final class Stuck {
  private static final Duration AGAIN = Duration.ofSeconds(30);

  private final String name;
  private final Path folder;
  private final Outages outages;
  private final Map<Path, Failed> entries = new TreeMap<>();
  private boolean news;

  /**
   * @param name of the outage
   */
  Stuck(String name, Path folder, Outages outages) {
    this.name = name;
    this.folder = folder;
    this.outages = outages;
  }

  private record Failed(Stamp stamp, Instant until, String shown, IOException why) {}

  void add(Entry entry, IOException why, Instant now) {
    entries.put(entry.at(), new Failed(entry.stamp(), now.plus(AGAIN), entry.shown(), why));
    news = true;
  }

  /** Whether to skip the file for now. */
  boolean contains(Entry entry, Instant now) {
    Failed failed = entries.get(entry.at());
    if (failed != null && failed.stamp().equals(entry.stamp()) && now.isBefore(failed.until())) {
      return true;
    }
    news |= entries.remove(entry.at()) != null;
    return false;
  }

  void retain(Set<Path> seen) {
    news |= entries.keySet().retainAll(seen);
  }

  /** Reports the stuck files, or that there are none any more. */
  void report() {
    if (!news) {
      return;
    }
    news = false;
    if (entries.isEmpty()) {
      outages.recordSuccessOf(name);
      return;
    }
    Failed one = entries.values().iterator().next();
    outages.recordFailureOf(
        name,
        Problem.of(
                "%d of the files in %s can't be moved, among them `%s` (%s).",
                entries.size(), folder, one.shown(), reason(one.why()))
            .follows("They are skipped, the rest goes on; they are tried again.")
            .toDo("Give this site's user the right to, or take them away."),
        one.why());
  }

  /** The system's message without the name of the file, which may contain anything. */
  private static String reason(IOException why) {
    String kind = why.getClass().getSimpleName();
    return why instanceof FileSystemException file && file.getReason() != null
        ? kind + ": " + file.getReason()
        : kind;
  }
}
