package io.bactrian.convergence;

import io.bactrian.apply.Bounds;
import io.bactrian.exchange.Incoming;
import java.util.Random;

/**
 * How much a partner may ask for or leave behind in a history: in most of them as much as it likes,
 * in some so little that streams are held and go on all the time.
 *
 * @param bounds of a spoke at the hub
 * @param room for changesets that come too early
 * @param loads that a spoke gets within a day
 */
record Scarcity(Bounds bounds, Incoming.Room room, int loads) {
  private static final int PLENTY = 1_000_000;

  /** Nothing is scarce. */
  static final Scarcity NONE =
      new Scarcity(Bounds.NONE, new Incoming.Room(PLENTY, Long.MAX_VALUE), PLENTY);

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
        random.nextBoolean() ? 1 + random.nextInt(2) : PLENTY);
  }
}
