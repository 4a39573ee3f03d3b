package io.bactrian.apply;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.RowText;
import io.bactrian.changeset.Table;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a refused row waits for: that a row with these values comes into a table (its parent), or
 * goes (what has its unique value, or refers to it). Values are kept as a hash, so that it stays
 * short. It tells when another try is worth it; a try may be in vain all the same. Immutable.
 *
 * @param columns names of columns, at least one
 * @param hash of their values, in this order
 */
public record Need(boolean comes, String table, List<String> columns, String hash) {
  private static final int HASH_BYTES = 16;
  private static final String COMES = "comes";
  private static final String GOES = "goes";

  public Need {
    columns = List.copyOf(columns);
  }

  /** That a row with these values comes; null when one of them is null, as nothing equals it. */
  public static Need coming(String table, List<String> columns, String... values) {
    return of(true, table, columns, values);
  }

  /** That the row with these values goes; null when one of them is null. */
  public static Need going(String table, List<String> columns, String... values) {
    return of(false, table, columns, values);
  }

  /** That the row with this key comes. */
  public static Need coming(Table table, Key key) {
    return coming(table.name(), keyColumns(table), values(key));
  }

  private static List<String> keyColumns(Table table) {
    return IntStream.range(0, table.keyWidth())
        .mapToObj(i -> table.column(table.keyPosition(i)).name())
        .toList();
  }

  /** The same for the row of an id, in its table. */
  static Need coming(Table table, RowId id) {
    return coming(table, id.key());
  }

  /** Whether it is about the row with this key, if the columns are those of the key. */
  boolean isOf(Key key) {
    return key.width() == columns.size() && hash.equals(hash(values(key)));
  }

  private static String[] values(Key key) {
    return IntStream.range(0, key.width()).mapToObj(key::get).toArray(String[]::new);
  }

  private static Need of(boolean comes, String table, List<String> columns, String... values) {
    String hash = hash(values);
    return hash == null || columns.isEmpty() ? null : new Need(comes, table, columns, hash);
  }

  /** Null when a value is null. */
  static String hash(String... values) {
    if (Arrays.asList(values).contains(null)) {
      return null;
    }
    try {
      byte[] text = RowText.print(values).getBytes(StandardCharsets.UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is in every Java", e);
    }
  }

  /**
   * The values of these columns; null when the row or one of the values is, or the table has no
   * such column.
   */
  static String[] values(Table table, List<String> columns, Row row) {
    if (row == null) {
      return null;
    }
    String[] values = new String[columns.size()];
    for (int i = 0; i < values.length; i++) {
      int position = table.position(columns.get(i));
      values[i] = position < 0 ? null : row.get(position);
      if (values[i] == null) {
        return null;
      }
    }
    return values;
  }

  /** The text of several; null for none. */
  static String text(List<Need> needs) {
    return needs.isEmpty()
        ? null
        : RowText.print(needs.stream().map(Need::text).toArray(String[]::new));
  }

  private String text() {
    return RowText.print(
        comes ? COMES : GOES, table, RowText.print(columns.toArray(new String[0])), hash);
  }

  /** Parses the result of {@link #text(List)}. */
  static List<Need> parse(String text) {
    return text == null
        ? List.of()
        : Arrays.stream(RowText.parse(text)).map(Need::parseOne).toList();
  }

  private static Need parseOne(String text) {
    String[] parts = RowText.parse(text);
    List<String> columns = List.of(RowText.parse(parts[2]));
    return new Need(parts[0].equals(COMES), parts[1], columns, parts[3]);
  }
}
