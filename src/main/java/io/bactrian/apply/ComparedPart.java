package io.bactrian.apply;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.RowId;
import io.bactrian.transform.RowPart;
import io.bactrian.transform.Values;
import java.util.BitSet;

/**
 * What a row gives one of a spoke's rows, as a hash. The hashes of all parts of a row add up to the
 * same sum at both sites if the row is the same in the columns that the hub gives. Immutable.
 *
 * @param table the spoke's table
 * @param key the spoke's key
 * @param place hash of the key, which says in which range the row is
 * @param hash of the key and the values
 * @param owner whether the row exists at the spoke because of this part
 */
public record ComparedPart(String table, Key key, long place, long hash, boolean owner) {
  private static final long MIX = 0x9E3779B97F4A7C15L;

  /**
   * @param given positions of the columns that any part can give
   */
  static ComparedPart of(RowPart part, BitSet given) {
    long place = RowHashes.hash(new RowId(part.target().name(), part.key()));
    long sum = part.owner() ? mixed(place ^ names(part, given)) : 0;
    BitSet columns = KeyColumns.without(part.target(), part.columns()); // each part has the key
    for (int c = columns.nextSetBit(0); c >= 0; c = columns.nextSetBit(c + 1)) {
      CharSequence value = Values.common(part.target().column(c), part.row().cell(c));
      if (value != null) { // columns that no part gives are NULL
        sum += text(value, mixed(place + part.target().column(c).name().hashCode()));
      }
    }
    return new ComparedPart(part.target().name(), part.key(), place, sum, part.owner());
  }

  /** So that mappings in which different columns are given lead to different sums. */
  private static long names(RowPart part, BitSet given) {
    return given.stream()
        .mapToLong(c -> mixed(part.target().column(c).name().hashCode()))
        .reduce(0, Long::sum);
  }

  private static long text(CharSequence value, long seed) {
    long hash = seed;
    for (int i = 0; i < value.length(); i++) {
      hash = (hash ^ value.charAt(i)) * MIX;
      hash ^= hash >>> 29;
    }
    return mixed(hash + value.length());
  }

  private static long mixed(long value) {
    long hash = (value ^ value >>> 32) * MIX;
    hash = (hash ^ hash >>> 29) * MIX;
    return hash ^ hash >>> 32;
  }
}
