package io.bactrian.changeset;

import java.util.Objects;

/**
 * The largest values and rows that a site takes, or that an item needs, in UTF-16 code units as the
 * XML holds them. Pure.
 *
 * @param value of one value
 * @param row of all values of one change together, plus 16 for each value
 */
public record RowLimits(long value, long row) {
  /** What every site takes, and all that is sent to one that has not told its limits yet. */
  public static final RowLimits FLOOR = new RowLimits(1 << 20, 2 << 20);

  /**
   * Values up to this length are told of every row, however large the row is, by sites whose limits
   * are not lower.
   */
  public static final int ALWAYS_TOLD = 1000;

  private static final int EACH = 16;

  /** Three bytes: so many code units as base64, and so many hexadecimal digits. */
  private static final int BASE64 = 4;

  private static final int DIGITS = 6;

  /** Most code units of XML that one of a value takes, escaped. */
  private static final int ESCAPED = 6;

  /**
   * These as a partner may tell them: not below what every site takes, since nothing is purged
   * while it is set aside.
   *
   * @param own limits of the site that is told; where they are lower, only these are asked for.
   *     Null for none
   */
  public RowLimits toldTo(RowLimits own) {
    return new RowLimits(
        Math.max(value, own == null ? FLOOR.value : Math.min(FLOOR.value, own.value)),
        Math.max(row, own == null ? FLOOR.row : Math.min(FLOOR.row, own.row)));
  }

  /** Whether an item that needs so much is taken. */
  public boolean take(RowLimits needed) {
    return needed.value <= value && needed.row <= row;
  }

  /** Whether the item is taken; looks at its values only when it is large. */
  public boolean take(Item item) {
    return item.size() * ESCAPED < Math.min(value, row) / 2 || take(neededBy(item));
  }

  /** What a change, a snapshot row or a verdict needs; nothing for items of other kinds. */
  public static RowLimits neededBy(Item item) {
    if (item instanceof Item.Change change) {
      RowLimits before = neededBy(change.table(), change.before(), null);
      RowLimits after = neededBy(change.table(), change.after(), change.before());
      return new RowLimits(Math.max(before.value, after.value), before.row + after.row);
    }
    if (item instanceof Item.Verdict verdict) {
      long value = 0;
      long row = 2 * verdict.key().text().length() + (long) EACH * verdict.key().width();
      for (Item.Image image : verdict.rows()) {
        RowLimits one = neededBy(image.table(), image.row(), null);
        value = Math.max(value, one.value);
        row += one.row;
      }
      return new RowLimits(value, row);
    }
    if (item instanceof Item.Asked asked) {
      RowLimits base = neededBy(asked.table(), asked.base(), null);
      RowLimits theirs = neededBy(asked.table(), asked.theirs(), null);
      return new RowLimits(Math.max(base.value, theirs.value), base.row + theirs.row);
    }
    return item instanceof Item.Present present
        ? neededBy(present.table(), present.row(), null)
        : new RowLimits(0, 0);
  }

  /**
   * @param before the row whose equal values are not repeated, or null
   */
  private static RowLimits neededBy(Table table, Row row, Row before) {
    long largest = 0;
    long all = 0;
    for (int i = 0, width = row == null ? 0 : row.width(); i < width; i++) {
      CharSequence value = row.cell(i);
      boolean same = before != null && Objects.equals(value, before.cell(i));
      long length = value == null || same ? 0 : length(table.column(i), value);
      largest = Math.max(largest, length);
      all += EACH + length;
    }
    return new RowLimits(largest, all);
  }

  private static long length(Column column, CharSequence any) {
    if (column.type() == LogicalType.BINARY && BinaryText.isHex(any)) {
      return BinaryText.length(any);
    }
    if (any instanceof HexText) {
      return any.length();
    }
    String value = (String) any;
    return Escapes.needed(value) ? Escapes.encode(value).length() : value.length();
  }

  /**
   * Whether {@link #reduced} may have left this value out of a row.
   *
   * @param told length of the values that are never left out
   */
  public static boolean mayBeLeftOut(Column column, CharSequence value, int told) {
    return value != null && !column.key() && length(column, value) > told;
  }

  /**
   * Whether a value that a row tells is another as {@link #reduced} tells it.
   *
   * @param value the whole one
   * @param told length of the values that are never left out
   */
  public static boolean mayStandFor(
      Column column, CharSequence start, CharSequence value, int told) {
    return mayBeLeftOut(column, value, told) && (start == null || startsWith(value, start));
  }

  private static boolean startsWith(CharSequence value, CharSequence start) {
    boolean same = start.length() < value.length();
    for (int i = 0; same && i < start.length(); i++) {
      same = value.charAt(i) == start.charAt(i);
    }
    return same;
  }

  /**
   * The row without what is too large of it, for a delete, which needs only what identifies the
   * row, or to tell that it will come. Of text and bytes the start is left, since it may depend on
   * them being there which rows the receiver has of it. Never null.
   */
  public Row reduced(Table table, Row whole) {
    CharSequence[] values = whole.toArray();
    boolean far = neededBy(table, whole, null).row > row;
    for (int i = 0; i < values.length; i++) {
      long length = values[i] == null ? 0 : length(table.column(i), values[i]);
      if (!table.column(i).key() && length > (far ? Math.min(value, ALWAYS_TOLD) : value)) {
        values[i] = start(table.column(i), values[i]);
      }
    }
    return Row.owning(values);
  }

  /** What is told of a value that is too large; null for nothing. */
  private CharSequence start(Column column, CharSequence whole) {
    int most = (int) Math.min(value, ALWAYS_TOLD);
    return switch (column.type()) {
      case TEXT -> whole instanceof String text ? text(text, most) : start(whole, most); // digits
      case BINARY -> start(whole, most / BASE64 * DIGITS);
      default -> null;
    };
  }

  private static String text(String whole, int most) {
    int end = Escapes.needed(whole) ? most / ESCAPED : most;
    boolean half = end > 0 && Character.isHighSurrogate(whole.charAt(end - 1));
    return half ? whole.substring(0, end - 1) : whole.substring(0, end);
  }

  private static String start(CharSequence whole, int length) {
    StringBuilder start = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      start.append(whole.charAt(i));
    }
    return start.toString();
  }
}
