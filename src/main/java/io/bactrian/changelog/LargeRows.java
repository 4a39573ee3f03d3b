package io.bactrian.changelog;

/**
 * Keeps the large rows of a batch out of its blocks: what exceeds a quarter of a mebichar in an
 * entry is stored in the collection {@code log_parts}, under the batch's id, before its block is.
 * For one thread.
 */
final class LargeRows {
  /** Chars of rows that an entry may bring into its block. */
  static final int INSIDE = 1 << 18;

  private final LongTexts texts;
  private final StoredHead head;
  private final Head expected;
  private final String batch;
  private long position;
  private int left;
  private int parts;

  LargeRows(LongTexts texts, StoredHead head, Head expected, String batch) {
    this.texts = texts;
    this.head = head;
    this.expected = expected;
    this.batch = batch;
  }

  /** How many parts this batch has stored. */
  int parts() {
    return parts;
  }

  /** The entry at this position comes now. */
  void begin(long entry) {
    position = entry;
    left = INSIDE;
  }

  /**
   * What stands in the block for a row's text: itself, or a reference.
   *
   * @throws Changelog.StaleHeadException when another has begun to append
   */
  String stored(String row) {
    if (row.length() <= left) {
      left -= row.length();
      return row;
    }
    if (parts == 0) {
      head.storesParts(expected, batch);
    } else {
      head.stillClaimed(expected, batch);
    }
    int first = parts;
    int count = texts.write(batch, first, position, row);
    parts += count;
    return LongTexts.reference(batch, first, count, row);
  }
}
