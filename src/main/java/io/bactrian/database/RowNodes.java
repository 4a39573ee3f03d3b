package io.bactrian.database;

import io.bactrian.apply.RowPositions;
import io.bactrian.changeset.RowId;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Changes of rows in the order of their transactions, each linked with the one before it of the
 * same row. Keeps 20 bytes of each in memory, and of many the rows on disk. For one thread.
 */
final class RowNodes {
  /** No node: a row has no such change. */
  static final int NONE = 0;

  private final RowPositions last;
  private int[] transactions = new int[16];
  private int[] previous = new int[16];
  private long[] numbers = new long[16];
  private byte[] flags = new byte[16];
  private int size = 1;

  /**
   * @param spool folder for what is too much for memory; null to keep all there
   */
  RowNodes(Path spool) {
    last = new RowPositions(spool);
  }

  /**
   * @param row what is linked
   * @param number of the outbox's row that tells the change
   * @param flag what else is to be known of it
   */
  void add(RowId row, int transaction, long number, byte flag) {
    if (size == numbers.length) {
      transactions = Arrays.copyOf(transactions, size * 2);
      previous = Arrays.copyOf(previous, size * 2);
      numbers = Arrays.copyOf(numbers, size * 2);
      flags = Arrays.copyOf(flags, size * 2);
    }
    transactions[size] = transaction;
    numbers[size] = number;
    flags[size] = flag;
    previous[size] = (int) last.get(row);
    last.put(row, size);
    size++;
  }

  /** One more than the last node. */
  int end() {
    return size;
  }

  /** The last of a row. */
  int last(RowId row) {
    return size == 1 ? NONE : (int) last.get(row);
  }

  /** The one before it of the same row. */
  int previous(int node) {
    return previous[node];
  }

  int transaction(int node) {
    return transactions[node];
  }

  long number(int node) {
    return numbers[node];
  }

  byte flag(int node) {
    return flags[node];
  }

  /** The first of a row after a transaction. */
  int firstAfter(RowId row, long transaction) {
    int found = NONE;
    for (int node = last(row); node != NONE && transactions[node] > transaction; ) {
      found = node;
      node = previous[node];
    }
    return found;
  }

  void close() {
    last.clear();
  }
}
