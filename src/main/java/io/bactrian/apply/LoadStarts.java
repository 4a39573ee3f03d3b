package io.bactrian.apply;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When the loads started that a partner asked for by itself. Kept in {@link PartnerState}, so that
 * a restart of the site does not reset the limit. Only those of the last 24 hours count.
 */
public record LoadStarts(List<Instant> times) {
  /** No loads. */
  public static final LoadStarts NONE = new LoadStarts(List.of());

  /** How long a load counts. */
  public static final Duration COUNTS = Duration.ofHours(24);

  public LoadStarts {
    times = List.copyOf(times);
  }

  /**
   * Returns when the next load may start; empty when it may start now. Ignores times in the future,
   * which exist when the clock was set back.
   */
  public Optional<Instant> next(int most, Instant now) {
    List<Instant> counting = counting(now);
    return counting.size() < most
        ? Optional.empty()
        : Optional.of(counting.get(counting.size() - most).plus(COUNTS));
  }

  private List<Instant> counting(Instant now) {
    return times.stream()
        .filter(time -> !time.isAfter(now) && time.plus(COUNTS).isAfter(now))
        .sorted()
        .toList();
  }

  /** Adds a load that starts now, and removes those that no longer count. */
  LoadStarts and(Instant now) {
    List<Instant> all = new ArrayList<>(counting(now));
    all.add(now);
    return new LoadStarts(all);
  }
}
