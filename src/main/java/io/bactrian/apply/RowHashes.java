package io.bactrian.apply;

import io.bactrian.changeset.RowId;
import java.util.Arrays;

/**
 * A set of rows as hashes of 64 bits, for sets of millions: of a million rows, one that is not in
 * the set is found there once in 18 million million. For one thread.
 */
final class RowHashes {
  private static final long MIX = 0x9E3779B97F4A7C15L;

  /** A power of two; 0 is an empty slot. */
  private long[] slots = new long[64];

  private int size;

  void add(RowId row) {
    long hash = hash(row);
    int slot = slot(hash);
    if (slots[slot] == 0) {
      slots[slot] = hash;
      size++;
      if (size * 2 > slots.length) {
        grow();
      }
    }
  }

  boolean contains(RowId row) {
    return size > 0 && slots[slot(hash(row))] != 0;
  }

  private int slot(long hash) {
    int mask = slots.length - 1;
    int slot = (int) (hash >>> 32) & mask;
    while (slots[slot] != 0 && slots[slot] != hash) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[old.length * 2];
    Arrays.stream(old).filter(hash -> hash != 0).forEach(hash -> slots[slot(hash)] = hash);
  }

  /** The hash of a row's table and key; never 0. */
  static long hash(RowId row) {
    long hash = row.table().hashCode() * MIX;
    for (int i = 0; i < row.key().width(); i++) {
      String value = row.key().get(i);
      for (int at = 0; value != null && at < value.length(); at++) {
        hash = (hash ^ value.charAt(at)) * MIX;
        hash ^= hash >>> 29;
      }
      hash = (hash ^ 0x10000 + i) * MIX;
    }
    hash ^= hash >>> 31;
    return hash == 0 ? 1 : hash;
  }
}
