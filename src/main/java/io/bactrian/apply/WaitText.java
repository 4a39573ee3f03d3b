package io.bactrian.apply;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowText;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * The text of a change that waits, with the shape of its table, so that it can be read for ever.
 */
public final class WaitText {
  private WaitText() {}

  /** Never null. */
  public static String of(Item.Change change) {
    return RowText.print(table(change.table()), row(change.before()), row(change.after()));
  }

  /** The same with the kind of conflict that made it wait. */
  static String of(Item.Change change, Kind kind) {
    return RowText.print(
        table(change.table()), row(change.before()), row(change.after()), kind.name());
  }

  /** What made it wait; a broken rule when the text does not tell. */
  static Kind kind(String text) {
    String[] parts = RowText.parse(text);
    return parts.length < 4 ? Kind.RULE_VIOLATED : Kind.valueOf(parts[3]);
  }

  /** Reads what {@link #of} wrote. */
  public static Item.Change parse(String text) {
    String[] parts = RowText.parse(text);
    return new Item.Change(table(parts[0]), row(parts[1]), row(parts[2]));
  }

  static String row(Row row) {
    return row == null ? null : RowText.print(row.toArray());
  }

  static Row row(String text) {
    return text == null ? null : Row.owning(RowText.parse(text));
  }

  static String table(Table table) {
    List<String> parts = new ArrayList<>();
    parts.add(table.name());
    for (Column c : table.columns()) {
      parts.add(
          RowText.print(
              c.name(),
              c.type().name(),
              c.nativeType(),
              "" + c.length(),
              "" + c.scale(),
              c.nullable() ? "1" : "0",
              c.key() ? "1" : "0"));
    }
    return RowText.print(parts.toArray(new String[0]));
  }

  static Table table(String text) {
    String[] parts = RowText.parse(text);
    List<Column> columns = new ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      String[] c = RowText.parse(parts[i]);
      columns.add(
          new Column(
              c[0],
              LogicalType.valueOf(c[1]),
              c[2],
              Integer.parseInt(c[3]),
              Integer.parseInt(c[4]),
              c[5].equals("1"),
              c[6].equals("1")));
    }
    return new Table(parts[0], columns);
  }
}
