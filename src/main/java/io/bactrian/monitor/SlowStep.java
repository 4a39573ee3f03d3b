package io.bactrian.monitor;

/**
 * Time that a step of a route has taken.
 *
 * @param step its id, which begins with the partner
 * @param times how often it ran
 * @param millis how long it took altogether
 */
public record SlowStep(String step, long times, long millis) {

  /** For display. */
  @Override
  public String toString() {
    return "%s: %,d ms in %,d times".formatted(step, millis, times);
  }
}
