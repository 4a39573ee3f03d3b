package io.bactrian.decide;

import java.time.Instant;
import java.util.Set;

/**
 * Under which conditions many are decided. Immutable.
 *
 * @param until no more are tried from this moment on
 * @param dropped ids of the parked changes that a person was shown to be dropped along with the
 *     set: where more would be, what they wait for is not dropped. Null when whatever waits may be
 */
public record Terms(Instant until, Set<String> dropped) {
  static final Terms NONE = new Terms(Instant.MAX, null);

  public Terms {
    dropped = dropped == null ? null : Set.copyOf(dropped);
  }
}
