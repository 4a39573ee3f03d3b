package io.bactrian.database;

import io.bactrian.changeset.Table;
import java.util.Arrays;

/**
 * Checks that the changes of each row in one transaction follow from each other: the row before a
 * change equals the row after the previous change of the same key. Keeps two hashes and a shape (24
 * bytes) per key and no rows. Hashes the text of a key, unparsed, to 64 bits: in a transaction of a
 * million keys, two of them collide once in forty million such transactions.
 */
final class ImageChain {
  private static final long ABSENT = 1L << 63;
  private static final long MIX = 0x9E3779B97F4A7C15L;
  private static final int SMALL = 64;

  private long[] keys = new long[SMALL];
  private long[] images = new long[SMALL];
  private Table[] shapes = new Table[SMALL];
  private int size;
  private Table broken;

  /**
   * Adds a change; remembers the table of the first one that does not follow from its predecessor.
   * Where the table was altered between the two, their images can't be compared.
   *
   * @param table the shape of both images
   */
  void change(Table table, String before, String after) {
    long key = keyHash(table, after != null ? after : before);
    int slot = slot(key);
    if (keys[slot] == key
        && images[slot] != imageHash(before)
        && (shapes[slot] == table || images[slot] == ABSENT || before == null)
        && broken == null) {
      broken = table;
    }
    if (keys[slot] != key) {
      keys[slot] = key;
      size++;
    }
    images[slot] = imageHash(after);
    shapes[slot] = table;
    if (size * 2 > keys.length) {
      grow();
    }
  }

  /**
   * Returns the table in which a change is missing or out of order, or null, and resets for the
   * next transaction.
   */
  Table end() {
    Table found = broken;
    broken = null;
    if (keys.length > SMALL) {
      keys = new long[SMALL];
      images = new long[SMALL];
      shapes = new Table[SMALL];
    } else {
      Arrays.fill(keys, 0);
    }
    size = 0;
    return found;
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int slot = (int) (key >>> 32) & mask;
    while (keys[slot] != 0 && keys[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldImages = images;
    Table[] oldShapes = shapes;
    keys = new long[oldKeys.length * 2];
    images = new long[keys.length];
    shapes = new Table[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        images[slot] = oldImages[i];
        shapes[slot] = oldShapes[i];
      }
    }
  }

  static long imageHash(String text) {
    return text == null ? ABSENT : (long) text.hashCode() << 32 | text.length();
  }

  /** Hash of a key; never 0, which marks an empty slot. */
  static long keyHash(Table table, String text) {
    long hash = table.name().hashCode() * MIX;
    int column = 0;
    int key = 0;
    boolean quoted = false;
    int end = text.length() - 1;
    for (int i = 1; i < end && key < table.keyWidth(); i++) {
      char c = text.charAt(i);
      boolean separator = c == ',' && !quoted;
      if (column == table.keyPosition(key)) {
        hash = (hash ^ (separator ? 0x10000 : c)) * MIX;
        hash ^= hash >>> 29;
      }
      if (separator) {
        key += column == table.keyPosition(key) ? 1 : 0;
        column++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\') {
        i++;
        hash = column == table.keyPosition(key) ? (hash ^ text.charAt(i)) * MIX : hash;
      }
    }
    hash = (hash ^ hash >>> 32) * MIX;
    return hash == 0 ? 1 : hash ^ hash >>> 31;
  }
}
