package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowText;
import io.bactrian.changeset.TableShape;
import io.bactrian.conflict.Kind;

/**
 * Converts a parked change to text and back. The text includes the shape of the table, so that it
 * stays readable when the table is altered. Pure.
 */
public final class WaitText {
  private WaitText() {}

  /** Returns the text of a change; never null. */
  public static String of(Item.Change change) {
    return RowText.print(
        TableShape.text(change.table()), row(change.before()), row(change.after()));
  }

  /**
   * Returns the text of a change with the kind of conflict that parked it.
   *
   * @param from the key that the row had before, where the change is the second half of an update
   *     of the key; else null
   */
  static String of(Item.Change change, Kind kind, Key from) {
    return RowText.print(
        TableShape.text(change.table()),
        row(change.before()),
        row(change.after()),
        kind.name(),
        from == null ? null : from.text());
  }

  /** The key that the row had before an update of it; null where the change is none. */
  static Key from(String text) {
    String[] parts = RowText.parse(text);
    return parts.length < 5 || parts[4] == null ? null : Key.parse(parts[4]);
  }

  /**
   * Returns the kind of conflict that parked the change; {@code RULE_VIOLATED} when the text has
   * none.
   */
  static Kind kind(String text) {
    String[] parts = RowText.parse(text);
    return parts.length < 4 ? Kind.RULE_VIOLATED : Kind.valueOf(parts[3]);
  }

  /** Parses the text that {@link #of} returned. */
  public static Item.Change parse(String text) {
    String[] parts = RowText.parse(text);
    return new Item.Change(TableShape.parse(parts[0]), row(parts[1]), row(parts[2]));
  }

  /** Whether the change deletes its row. */
  static boolean isDelete(String text) {
    return RowText.parse(text)[2] == null;
  }

  static String row(Row row) {
    return row == null ? null : RowText.print(row.toArray());
  }

  static Row row(String text) {
    return text == null ? null : Row.owning(RowText.parse(text));
  }
}
