package io.bactrian.changelog;

import io.bactrian.changeset.Row;

/**
 * Stores the large rows of a batch outside of its blocks. Rows that exceed 256 Ki characters in an
 * entry go to the collection {@code log_parts}, under the batch's id, before their block is stored.
 * For one thread.
 */
final class LargeRows {
  /** Most characters of rows that an entry adds to its block. */
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

  /** Starts the entry at this position. */
  void begin(long entry) {
    position = entry;
    left = INSIDE;
  }

  /**
   * The text that the block stores for a row: itself, or a reference to its parts.
   *
   * @throws Changelog.StaleHeadException when another runner has started to append
   */
  String stored(Row row) {
    if (row.size() <= left && row.textLength() <= left) {
      String text = row.text();
      left -= text.length();
      return text;
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
