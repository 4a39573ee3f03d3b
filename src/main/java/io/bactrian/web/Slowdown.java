package io.bactrian.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes whoever guesses passwords wait, longer with each wrong one: for a name from one address
 * soon, for all names from one address later. Nobody can lock somebody else out from another
 * address. Thread-safe; bounded in memory.
 */
final class Slowdown {
  private static final int FREE_FOR_NAME = 3;
  private static final int FREE_FOR_ADDRESS = 20;
  private static final Duration LONGEST = Duration.ofMinutes(15);
  private static final Duration FORGOTTEN = Duration.ofHours(1);
  private static final int MOST = 20_000;

  private final Clock clock;

  /** The one that failed longest ago is the first, and forgotten when there are too many. */
  private final Map<String, Failures> failures =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > MOST;
        }
      };

  private record Failures(int count, Instant last, Instant until) {}

  Slowdown(Clock clock) {
    this.clock = clock;
  }

  /** How long until another try is looked at; zero for at once. */
  synchronized Duration wait(String name, String address) {
    Instant now = clock.instant();
    Duration one = left(both(name, address), now);
    Duration all = left(address, now);
    return one.compareTo(all) > 0 ? one : all;
  }

  private Duration left(String key, Instant now) {
    Failures known = failures.get(key);
    return known == null || !known.until().isAfter(now)
        ? Duration.ZERO
        : Duration.between(now, known.until());
  }

  /** Counts a try before it is looked at, so that tries at the same time count, too. */
  synchronized void tried(String name, String address) {
    Instant now = clock.instant();
    count(both(name, address), FREE_FOR_NAME, now);
    count(address, FREE_FOR_ADDRESS, now);
  }

  private void count(String key, int free, Instant now) {
    Failures known = failures.remove(key);
    boolean old = known == null || known.last().plus(FORGOTTEN).isBefore(now);
    int count = old ? 1 : known.count() + 1;
    failures.put(key, new Failures(count, now, now.plus(after(count - free))));
  }

  private static Duration after(int tooMany) {
    if (tooMany < 0) {
      return Duration.ZERO;
    }
    Duration wait = Duration.ofSeconds(1L << Math.min(tooMany, 20));
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }

  /** The password was right. */
  synchronized void succeeded(String name, String address) {
    failures.remove(both(name, address));
    failures.remove(address);
  }

  private static String both(String name, String address) {
    return address + ' ' + name;
  }
}
