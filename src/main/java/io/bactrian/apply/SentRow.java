package io.bactrian.apply;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.HexText;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowText;
import io.bactrian.changeset.Table;
import io.bactrian.transform.Values;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.BitSet;
import java.util.HexFormat;

/**
 * A copy of a row that a spoke sent, kept for a later comparison. Long values are replaced by their
 * hashes, so that the rows of a whole changeset fit in memory. Immutable.
 */
final class SentRow {
  private static final int LONG = 256;

  private final CharSequence[] values;
  private final BitSet hashed = new BitSet();

  private SentRow(CharSequence[] values) {
    this.values = values;
  }

  /**
   * @param row null when absent
   * @return null when {@code row} is null
   */
  static SentRow of(Table table, Row row) {
    if (row == null) {
      return null;
    }
    SentRow sent = new SentRow(row.toArray());
    for (int i = 0; i < sent.values.length; i++) {
      if (sent.values[i] != null
          && sent.values[i].length() > LONG
          && Values.byText(table.column(i))) {
        sent.values[i] = hash(sent.values[i]);
        sent.hashed.set(i);
      }
    }
    return sent;
  }

  /** Whether the value at this position is the same as another, as a value of the column. */
  boolean same(Column column, int place, CharSequence other) {
    return hashed.get(place)
        ? other != null && other.length() > LONG && values[place].equals(hash(other))
        : Values.same(column, other, values[place]);
  }

  /** This row as one text. */
  String text() {
    return RowText.print(RowText.print(values), hashed.toString());
  }

  /** Reads a result of {@link #text}. */
  static SentRow parse(String text) {
    String[] parts = RowText.parse(text);
    SentRow sent = new SentRow(RowText.parse(parts[0]));
    for (String place : parts[1].replaceAll("[{} ]", "").split(",")) {
      if (!place.isEmpty()) {
        sent.hashed.set(Integer.parseInt(place));
      }
    }
    return sent;
  }

  private static String hash(CharSequence text) {
    if (text instanceof HexText large) {
      return HexFormat.of().formatHex(large.hash()) + large.size();
    }
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256.", e);
    }
  }
}
