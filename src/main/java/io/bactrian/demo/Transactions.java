package io.bactrian.demo;

import java.util.Random;

/** How many rows the next transaction changes, until all are spent. Not thread-safe. */
public final class Transactions {
  private final Random random;
  private final int largest;
  private int left;

  /**
   * @param rows in all; {@link Integer#MAX_VALUE}: without end
   * @param largest most rows of one transaction
   */
  Transactions(Random random, int rows, int largest) {
    this.random = random;
    this.left = rows;
    this.largest = largest;
  }

  boolean more() {
    return left > 0;
  }

  /** Mostly few, now and then many; never more than are left. */
  int next() {
    double share = random.nextDouble();
    int size = Math.min(left, 1 + (int) (share * share * share * largest));
    if (left != Integer.MAX_VALUE) {
      left -= size;
    }
    return size;
  }

  /** A number from 0 up to below the bound. */
  int any(int bound) {
    return random.nextInt(bound);
  }
}
