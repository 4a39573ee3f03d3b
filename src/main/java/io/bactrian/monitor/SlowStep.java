package io.bactrian.monitor;

/**
 * A step of a route that takes time.
 *
 * @param step its id, which begins with the partner
 * @param times how often it ran
 * @param millis how long it took altogether
 */
public record SlowStep(String step, long times, long millis) {

  /** As people are shown it. */
  @Override
  public String toString() {
    return "%s: %,d ms in %,d times".formatted(step, millis, times);
  }
}
