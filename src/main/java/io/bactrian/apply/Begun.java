package io.bactrian.apply;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.RowText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When the loads began that a partner has asked for by itself, kept in {@code bactrian_wait}, so
 * that a restart forgives none. Those of the last day count.
 */
public record Begun(String partner, List<Instant> times) {
  /** How long one counts. */
  public static final Duration COUNTS = Duration.ofHours(24);

  private static final Key ONE = Key.of("begun");

  public Begun {
    times = List.copyOf(times);
  }

  /** Of these, what is noted about the partner. */
  public static Begun among(String partner, List<Wait> waits) {
    return new Begun(
        partner,
        waits.stream()
            .filter(wait -> wait.kind() == Wait.Kind.BEGUN)
            .flatMap(wait -> Stream.of(RowText.parse(wait.payload())))
            .map(Instant::parse)
            .toList());
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

  /** Notes that one begins now. */
  void begin(ApplyTransaction tx, Instant now) {
    List<Instant> all = new ArrayList<>(counting(now));
    all.add(now);
    if (!times.isEmpty()) {
      tx.remove(toWait());
    }
    tx.put(new Begun(partner, all).toWait());
  }

  private Wait toWait() {
    String text = RowText.print(times.stream().map(Instant::toString).toArray(String[]::new));
    return new Wait(
        partner, Wait.Kind.BEGUN, "*", ONE, 0, times.size(), "loads that it asked for", text);
  }
}
