package io.bactrian.apply;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.ObjLongConsumer;

/**
 * A hash table in a file, of 24 bytes a slot: 128 bits that stand for a row, and a position. Slots
 * are in the order of their hashes, and a part of the file is in memory at a time, so that many
 * that are put in this order cost little. For one thread.
 */
final class PositionSlots implements AutoCloseable {
  private static final int SLOT = 3 * Long.BYTES;
  private static final int AT_ONCE = 512;

  private final SpoolFile file;
  private final int bits;
  private final ByteBuffer some = ByteBuffer.allocate(AT_ONCE * SLOT);
  private long firstOfSome = -1;
  private boolean changed;
  private long used;

  /** What stands for a row; no two rows have the same. */
  record Hash(long first, long second) implements Comparable<Hash> {
    @Override
    public int compareTo(Hash that) {
      int order = Long.compareUnsigned(first, that.first);
      return order == 0 ? Long.compareUnsigned(second, that.second) : order;
    }
  }

  /**
   * @param bits of the number of slots, 9 at least
   */
  PositionSlots(Path folder, int bits) {
    this.bits = bits;
    file = new SpoolFile(folder);
    file.write(ByteBuffer.allocate(1), slots() * SLOT - 1);
  }

  private long slots() {
    return 1L << bits;
  }

  int bits() {
    return bits;
  }

  /** Whether it has as many rows as it can have without being slow. */
  boolean isFull() {
    return used * 2 >= slots();
  }

  /** The position of a row; 0 for none. */
  long get(Hash hash) {
    return some.getLong(find(hash) + 2 * Long.BYTES);
  }

  /**
   * @param position above 0
   */
  void put(Hash hash, long position) {
    int at = find(hash);
    if (some.getLong(at + 2 * Long.BYTES) == 0) {
      used++;
    }
    some.putLong(at, hash.first());
    some.putLong(at + Long.BYTES, hash.second());
    some.putLong(at + 2 * Long.BYTES, position);
    changed = true;
  }

  /** Reads the slot that has the row, or the empty one where it belongs; returns where it is. */
  private int find(Hash hash) {
    for (long place = hash.first() >>> Long.SIZE - bits; ; place = place + 1 & slots() - 1) {
      int at = read(place);
      boolean empty = some.getLong(at + 2 * Long.BYTES) == 0;
      if (empty
          || some.getLong(at) == hash.first() && some.getLong(at + Long.BYTES) == hash.second()) {
        return at;
      }
    }
  }

  private int read(long place) {
    long first = place - place % AT_ONCE;
    if (first != firstOfSome) {
      save();
      firstOfSome = -1;
      file.read(some.clear(), first * SLOT);
      firstOfSome = first;
    }
    return (int) (place - first) * SLOT;
  }

  private void save() {
    if (changed) {
      file.write(some.duplicate().clear(), firstOfSome * SLOT);
      changed = false;
    }
  }

  /** Gives all rows, nearly in the order of their hashes. */
  void each(ObjLongConsumer<Hash> use) {
    for (long place = 0; place < slots(); place++) {
      int at = read(place);
      long position = some.getLong(at + 2 * Long.BYTES);
      if (position != 0) {
        use.accept(new Hash(some.getLong(at), some.getLong(at + Long.BYTES)), position);
      }
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
