package io.bactrian.capture;

import java.util.ArrayList;
import java.util.List;

/** Collects numbers as runs without holes, in the order they come. For one thread. */
public final class NumberRuns {
  private final List<Outbox.NumberRange> runs = new ArrayList<>();
  private long first;
  private long last = -1;

  /** One more; the same as the last one is counted once. */
  public void add(long number) {
    if (last >= 0 && number == last) {
      return;
    }
    if (last >= 0 && number != last + 1) {
      runs.add(new Outbox.NumberRange(first, last));
      first = number;
    } else if (last < 0) {
      first = number;
    }
    last = number;
  }

  /** Everything added so far. */
  public List<Outbox.NumberRange> ranges() {
    List<Outbox.NumberRange> all = new ArrayList<>(runs);
    if (last >= 0) {
      all.add(new Outbox.NumberRange(first, last));
    }
    return all;
  }
}
