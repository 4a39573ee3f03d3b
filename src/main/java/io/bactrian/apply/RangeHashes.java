package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.RowText;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * How many rows of a spoke's table there are, and a hash of them, by ranges of the hashes of their
 * keys; and how far the table is compared. Small and of bounded size, however large the table is.
 * Immutable: nobody changes the arrays.
 *
 * @param stage what is looked at next
 * @param rows how many there are in each range
 * @param sums hashes of each range
 * @param differing the ranges in which the sites differ; null while that is not known
 * @param same rows in the other ranges
 * @param seen places of rows that the spoke has in the differing ranges; null when they are too
 *     many
 */
record RangeHashes(Stage stage, int[] rows, long[] sums, BitSet differing, long same, long[] seen) {
  /** What is looked at next. */
  enum Stage {
    /** Counts and hashes of all ranges. */
    HASHES,
    /** The same of more ranges, which the hub has to count first. */
    FINER,
    /** The rows in the differing ranges. */
    ROWS,
    /** The hub's rows there, of which some are missing at the spoke. */
    MISSING
  }

  /** About how many rows a range has. */
  private static final int ROWS_OF_RANGE = 8;

  /** Tables that have no more rows are not worth a look by ranges. */
  private static final int SMALL = 64;

  /** Places of rows that are kept. */
  private static final int MOST_SEEN = 4_096;

  private static final int EACH = Integer.BYTES + Long.BYTES;

  /** None counted yet. */
  static RangeHashes of(int ranges) {
    return new RangeHashes(Stage.HASHES, new int[ranges], new long[ranges], null, 0, new long[0]);
  }

  /** What the hub asks a spoke for; the rows of all ranges if that can't be read. */
  static RangeHashes asked(Item.Hashes by) {
    RangeHashes none = of(by.ranges());
    if (by.content() == null) {
      return none;
    }
    BitSet wanted = new BitSet();
    try {
      wanted = bits(by.content());
    } catch (IllegalArgumentException notBase64) {
      wanted.set(0, by.ranges());
    }
    return none.at(Stage.ROWS, wanted, 0);
  }

  private RangeHashes at(Stage next, BitSet found, long equal) {
    return new RangeHashes(next, rows, sums, found, equal, new long[0]);
  }

  int ranges() {
    return rows.length;
  }

  boolean hashes() {
    return stage == Stage.HASHES;
  }

  private int range(long place) {
    return ranges() == 1 ? 0 : (int) (place >>> Long.numberOfLeadingZeros(ranges() - 1L));
  }

  /** Whether the row is to be looked at by itself. */
  boolean includes(long place) {
    return differing != null && differing.get(range(place));
  }

  /** Adds what these parts give. */
  RangeHashes and(List<ComparedPart> parts) {
    int[] count = rows.clone();
    long[] sum = sums.clone();
    for (ComparedPart part : parts) {
      int range = range(part.place());
      count[range] += part.owner() ? 1 : 0;
      sum[range] += part.hash();
    }
    return new RangeHashes(stage, count, sum, differing, same, seen);
  }

  /** Nothing is counted yet. */
  RangeHashes again() {
    return hashes() ? of(ranges()) : this;
  }

  /** Our ranges against the spoke's, which are as many. */
  RangeHashes against(RangeHashes theirs) {
    BitSet differ = new BitSet();
    long equal = 0;
    for (int i = 0; i < ranges(); i++) {
      if (rows[i] == theirs.rows[i] && sums[i] == theirs.sums[i]) {
        equal += rows[i];
      } else {
        differ.set(i);
      }
    }
    RangeHashes found = at(Stage.HASHES, differ, equal);
    int more = Math.max(most(), theirs.most());
    return ranges() > 1 || more <= SMALL ? found : found.finer(more);
  }

  private int most() {
    return Arrays.stream(rows).max().orElse(0);
  }

  /** The next look is by more ranges, where this one differs. */
  private RangeHashes finer(int more) {
    if (differing.isEmpty()) {
      return this;
    }
    int wanted = Math.max(2, Integer.highestOneBit(more / ROWS_OF_RANGE));
    return of(Math.min(Item.Hashes.MOST, wanted)).at(Stage.FINER, null, 0);
  }

  /** Places of rows that the spoke has. */
  RangeHashes seen(long[] places) {
    if (seen == null || seen.length + places.length > MOST_SEEN) {
      return new RangeHashes(stage, rows, sums, differing, same, null);
    }
    long[] all = Arrays.copyOf(seen, seen.length + places.length);
    System.arraycopy(places, 0, all, seen.length, places.length);
    Arrays.sort(all);
    return new RangeHashes(stage, rows, sums, differing, same, all);
  }

  /** Whether the spoke lacks our row. */
  boolean lacks(ComparedPart part) {
    return part.owner() && includes(part.place()) && Arrays.binarySearch(seen, part.place()) < 0;
  }

  /**
   * What follows once the spoke has answered; empty when the table is compared.
   *
   * @param missing whether the spoke lacks rows
   */
  Optional<RangeHashes> next(boolean missing) {
    return switch (stage) {
      case FINER -> Optional.of(of(ranges()));
      case HASHES ->
          isUnanswered() || differing.isEmpty()
              ? Optional.empty()
              : Optional.of(at(Stage.ROWS, differing, same));
      case ROWS ->
          missing && seen != null
              ? Optional.of(new RangeHashes(Stage.MISSING, rows, sums, differing, same, seen))
              : Optional.empty();
      case MISSING -> Optional.empty();
    };
  }

  /** Whether the spoke has not answered, as it sends us no rows of this table. */
  boolean isUnanswered() {
    return hashes() && differing == null;
  }

  /** What the hub asks for. */
  Item.Hashes question(String table) {
    byte[] wanted = hashes() ? null : differing.toByteArray();
    return new Item.Hashes(table, ranges(), wanted == null ? null : base64(wanted));
  }

  /** What a spoke answers. */
  Item.Hashes answer(String table) {
    return new Item.Hashes(table, ranges(), base64(bytes()));
  }

  /**
   * Reads what a spoke answers; empty when that is none.
   *
   * @param answer from anybody
   */
  static Optional<RangeHashes> answered(Item.Hashes answer) {
    if (answer.content() == null) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(answer.content());
      return bytes.length == answer.ranges() * EACH ? Optional.of(of(bytes)) : Optional.empty();
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  private static RangeHashes of(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    RangeHashes read = of(bytes.length / EACH);
    for (int i = 0; i < read.ranges(); i++) {
      read.rows[i] = in.getInt();
      read.sums[i] = in.getLong();
    }
    return read;
  }

  private byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(ranges() * EACH);
    for (int i = 0; i < ranges(); i++) {
      out.putInt(rows[i]).putLong(sums[i]);
    }
    return out.array();
  }

  /** Prints it as {@link #parse} reads it. */
  String text() {
    ByteBuffer places = ByteBuffer.allocate(seen == null ? 0 : seen.length * Long.BYTES);
    places.asLongBuffer().put(seen == null ? new long[0] : seen);
    return RowText.print(
        stage.name(),
        base64(bytes()),
        differing == null ? null : base64(differing.toByteArray()),
        "" + same,
        seen == null ? null : base64(places.array()));
  }

  static RangeHashes parse(String text) {
    String[] parts = RowText.parse(text);
    RangeHashes counted = of(Base64.getDecoder().decode(parts[1]));
    long[] seen = null;
    if (parts[4] != null) {
      byte[] places = Base64.getDecoder().decode(parts[4]);
      seen = new long[places.length / Long.BYTES];
      ByteBuffer.wrap(places).asLongBuffer().get(seen);
    }
    return new RangeHashes(
        Stage.valueOf(parts[0]),
        counted.rows,
        counted.sums,
        parts[2] == null ? null : bits(parts[2]),
        Long.parseLong(parts[3]),
        seen);
  }

  private static BitSet bits(String base64) {
    return BitSet.valueOf(Base64.getDecoder().decode(base64));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }
}
