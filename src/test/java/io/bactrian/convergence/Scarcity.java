package io.bactrian.convergence;

import io.bactrian.apply.Bounds;
import io.bactrian.changeset.RowLimits;
import io.bactrian.exchange.Incoming;
import java.util.Random;

/**
 * The limits on a partner in a history: in most histories none, in some so low that streams go on
 * hold and continue all the time.
 *
 * @param bounds limits on a spoke at the hub
 * @param room room for changesets that arrive too early
 * @param loads number of loads that a spoke may start within 24 hours
 * @param rows the largest values and rows that each site takes; null to tell nothing
 */
record Scarcity(Bounds bounds, Incoming.Room room, int loads, RowLimits rows) {
  /** Length of values that are too large where rows are limited. */
  static final int LONG = 12;

  private static final int PLENTY = 1_000_000;

  /** Nothing is scarce. */
  static final Scarcity NONE =
      new Scarcity(Bounds.NONE, new Incoming.Room(PLENTY, Long.MAX_VALUE), PLENTY, null);

  /** The same as {@link #NONE}, for sites of which some were told of small rows. */
  Scarcity plenty() {
    return new Scarcity(NONE.bounds, NONE.room, NONE.loads, rows == null ? null : RowLimits.FLOOR);
  }

  static Scarcity of(long seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
    if (random.nextInt(4) > 0) {
      return NONE;
    }
    long parked = random.nextBoolean() ? 1 + random.nextInt(3) : Long.MAX_VALUE;
    long size = random.nextInt(3) == 0 ? 200 + random.nextInt(600) : Long.MAX_VALUE;
    long conflicts = random.nextBoolean() ? 1 + random.nextInt(6) : Long.MAX_VALUE;
    Incoming.Room room =
        random.nextBoolean() ? new Incoming.Room(1 + random.nextInt(2), 2_000) : NONE.room;
    return new Scarcity(
        new Bounds(parked, size, conflicts, Long.MAX_VALUE, Long.MAX_VALUE),
        room,
        random.nextBoolean() ? 1 + random.nextInt(2) : PLENTY,
        random.nextBoolean() ? new RowLimits(LONG - 1, PLENTY) : null);
  }
}
