package io.bactrian.capture;

import io.bactrian.capture.Outbox.NumberRange;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set of numbers, stored as ranges without gaps. Cheap when numbers are added in order. For one
 * thread.
 */
public final class NumberRuns {
  private final TreeMap<Long, Long> runs = new TreeMap<>();
  private long first = 1;
  private long last = 0;

  /** Adds a number. Add each number at most once. */
  public void add(long number) {
    if (first <= last && number == last + 1) {
      last = number;
      return;
    }
    keep();
    first = number;
    last = number;
  }

  /** Stores the current range, joined with adjacent ones. */
  private void keep() {
    if (first > last) {
      return;
    }
    Map.Entry<Long, Long> below = runs.floorEntry(first);
    if (below != null && below.getValue() == first - 1) {
      first = below.getKey();
    }
    Long above = runs.remove(last + 1);
    runs.put(first, above == null ? last : above);
    first = 1;
    last = 0;
  }

  /** Returns the ranges, ascending. */
  public List<NumberRange> ranges() {
    keep();
    return runs.entrySet().stream().map(r -> new NumberRange(r.getKey(), r.getValue())).toList();
  }
}
