package io.bactrian.apply;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When the loads began that a partner has asked for by itself, kept in {@link PartnerState}, so
 * that a restart forgives none. Those of the last day count.
 */
public record LoadStarts(List<Instant> times) {
  /** No load yet. */
  public static final LoadStarts NONE = new LoadStarts(List.of());

  /** How long one counts. */
  public static final Duration COUNTS = Duration.ofHours(24);

  public LoadStarts {
    times = List.copyOf(times);
  }

  /**
   * When the next one may begin; empty for at once. Times that are yet to come are of a clock that
   * was set back, and don't count.
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

  /** Those that count, and one that begins now. */
  LoadStarts and(Instant now) {
    List<Instant> all = new ArrayList<>(counting(now));
    all.add(now);
    return new LoadStarts(all);
  }
}
