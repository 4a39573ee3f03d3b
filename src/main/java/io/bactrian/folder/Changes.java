package io.bactrian.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether anything may have come to a folder since it was looked through, so that a folder with ten
 * thousand files that stay costs nothing. A share may tell late, so it is looked through from time
 * to time all the same. For one thread.
 */
public final class Changes {
  private static final Duration AT_LEAST = Duration.ofSeconds(30);

  /** Within so short a time two changes may leave the same time behind: a stick counts by 2 s. */
  private static final Duration GRAIN = Duration.ofSeconds(3);

  private static final Path ROOT = Path.of("");

  private final Path folder;
  private final Map<Path, FileTime> times = new HashMap<>();
  private Instant looked;

  Changes(Path folder) {
    this.folder = folder;
  }

  boolean since(Instant now) {
    if (looked == null || !now.isBefore(looked.plus(AT_LEAST))) {
      return true;
    }
    return times.entrySet().stream()
        .anyMatch(
            known -> {
              FileTime time = time(known.getKey());
              return !time.equals(known.getValue())
                  || time.toInstant().isAfter(looked.minus(GRAIN));
            });
  }

  /** It is looked through from now on. */
  void begin(Instant now) {
    looked = now;
    times.clear();
    times.put(ROOT, time(ROOT));
  }

  /** And this folder in it after that. */
  void within(Entry inner) {
    times.put(inner.at(), inner.stamp().modified());
  }

  /** Whether that folder was looked through. */
  boolean cover(Path inner) {
    return times.containsKey(inner);
  }

  private FileTime time(Path at) {
    try {
      return Files.getLastModifiedTime(
          folder.resolve(at),
          at.equals(ROOT) ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS});
    } catch (IOException e) {
      return FileTime.fromMillis(0); // not there; it will have another time when it is
    }
  }
}
