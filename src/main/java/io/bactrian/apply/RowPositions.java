package io.bactrian.apply;

import io.bactrian.apply.PositionSlots.Hash;
import io.bactrian.changeset.RowId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * For each row a position of the log. Keeps some in memory; when there are more, moves them to a
 * file, so that memory does not grow with their number. There a row is 128 bits of its SHA-256.
 * After an error of the disk it is to be {@link #clear}ed. For one thread.
 */
public final class RowPositions {
  /** Rows in memory; each takes about 250 bytes. */
  static final int MOST = 20_000;

  private static final int FEWEST_BITS = 16;

  private final Path folder;
  private final int most;
  private final Map<RowId, Long> recent = new HashMap<>();
  private final MessageDigest digest;
  private PositionSlots moved;
  private long last;
  private long forgotten;

  /**
   * @param folder for the file; null to keep all in memory
   */
  public RowPositions(Path folder) {
    this(folder, MOST);
  }

  RowPositions(Path folder, int most) {
    this.folder = folder;
    this.most = most;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256.", e);
    }
  }

  /**
   * @param position above 0, and not below those that were put before
   */
  public void put(RowId row, long position) {
    last = Math.max(last, position);
    recent.put(row, position);
    if (folder != null && recent.size() >= most) {
      move();
    }
  }

  /** The position that was put last; 0 for none that is not forgotten. */
  public long get(RowId row) {
    Long found = recent.get(row);
    long before = found == null && moved != null ? moved.get(hash(row)) : 0;
    long position = found == null ? before : found;
    return position > forgotten ? position : 0;
  }

  /** Forgets positions through this one. */
  public void forget(long through) {
    if (through > forgotten) {
      forgotten = through;
      recent.values().removeIf(at -> at <= through);
      if (last <= through) {
        clear();
      }
    }
  }

  /** Forgets all. */
  public void clear() {
    recent.clear();
    PositionSlots old = moved;
    moved = null;
    if (old != null) {
      old.close();
    }
  }

  /** How many rows are in memory. */
  int held() {
    return recent.size();
  }

  /** Of the file's number of slots; 0 for no file. */
  int bits() {
    return moved == null ? 0 : moved.bits();
  }

  private void move() {
    Map<Hash, Long> sorted = new TreeMap<>();
    recent.forEach((row, position) -> sorted.put(hash(row), position));
    if (moved == null) {
      moved = new PositionSlots(folder, FEWEST_BITS);
    }
    sorted.forEach(
        (hash, position) -> {
          if (moved.isFull()) {
            grow();
          }
          moved.put(hash, position);
        });
    recent.clear();
  }

  private Hash hash(RowId row) {
    digest.update(row.table().getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    byte[] all = digest.digest(row.key().text().getBytes(StandardCharsets.UTF_8));
    ByteBuffer bytes = ByteBuffer.wrap(all);
    return new Hash(bytes.getLong(), bytes.getLong());
  }

  /** Moves what is not forgotten to a file that has room for as much again, and more. */
  private void grow() {
    long[] known = {0};
    moved.each((hash, position) -> known[0] += position > forgotten ? 1 : 0);
    int bits = FEWEST_BITS;
    while (1L << bits < known[0] * 4) {
      bits++;
    }
    PositionSlots larger = new PositionSlots(folder, bits);
    moved.each(
        (hash, position) -> {
          if (position > forgotten) {
            larger.put(hash, position);
          }
        });
    moved.close();
    moved = larger;
  }
}
