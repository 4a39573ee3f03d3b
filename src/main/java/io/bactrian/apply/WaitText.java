package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowText;
import io.bactrian.changeset.TableShape;
import io.bactrian.conflict.Kind;

/**
 * The text of a change that waits, with the shape of its table, so that it can be read for ever.
 */
public final class WaitText {
  private WaitText() {}

  /** Never null. */
  public static String of(Item.Change change) {
    return RowText.print(
        TableShape.text(change.table()), row(change.before()), row(change.after()));
  }

  /** The same with the kind of conflict that made it wait. */
  static String of(Item.Change change, Kind kind) {
    return RowText.print(
        TableShape.text(change.table()), row(change.before()), row(change.after()), kind.name());
  }

  /** What made it wait; a broken rule when the text does not tell. */
  static Kind kind(String text) {
    String[] parts = RowText.parse(text);
    return parts.length < 4 ? Kind.RULE_VIOLATED : Kind.valueOf(parts[3]);
  }

  /** Reads what {@link #of} wrote. */
  public static Item.Change parse(String text) {
    String[] parts = RowText.parse(text);
    return new Item.Change(TableShape.parse(parts[0]), row(parts[1]), row(parts[2]));
  }

  static String row(Row row) {
    return row == null ? null : RowText.print(row.toArray());
  }

  static Row row(String text) {
    return text == null ? null : Row.owning(RowText.parse(text));
  }
}
