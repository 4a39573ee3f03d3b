package io.bactrian.database;

import io.bactrian.changeset.Table;
import java.util.Arrays;

/**
 * Whether the changes of each row in one transaction chain: an image before is the image after of
 * the previous change of the same key. Holds two hashes a key (16 bytes), never an image. Keys are
 * hashed to 64 bits as they stand in the text, without parsing it; two different keys of a
 * transaction of a million have the same hash once in forty million such transactions.
 */
final class ImageChain {
  private static final long ABSENT = 1L << 63;
  private static final long MIX = 0x9E3779B97F4A7C15L;
  private static final int SMALL = 64;

  private long[] keys = new long[SMALL];
  private long[] images = new long[SMALL];
  private int size;
  private Table broken;

  /** Notes a change; the first whose image does not fit is remembered. */
  void change(Table table, String before, String after) {
    long key = keyHash(table, after != null ? after : before);
    int slot = slot(key);
    if (keys[slot] == key && images[slot] != imageHash(before) && broken == null) {
      broken = table;
    }
    if (keys[slot] != key) {
      keys[slot] = key;
      size++;
    }
    images[slot] = imageHash(after);
    if (size * 2 > keys.length) {
      grow();
    }
  }

  /** The table in which the chain broke, or null; forgets everything. */
  Table end() {
    Table found = broken;
    broken = null;
    if (keys.length > SMALL) {
      keys = new long[SMALL];
      images = new long[SMALL];
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
    keys = new long[oldKeys.length * 2];
    images = new long[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        images[slot] = oldImages[i];
      }
    }
  }

  private static long imageHash(String text) {
    return text == null ? ABSENT : (long) text.hashCode() << 32 | text.length();
  }

  /** Never 0, which marks an empty place. */
  private static long keyHash(Table table, String text) {
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
