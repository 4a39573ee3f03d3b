package io.bactrian.convergence;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Item.Request.What;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Generates the documents of a {@link Liar}: changes of any row, its own or not, with previous
 * versions that may or may not be the hub's rows, and items that only a hub may send.
 */
final class Lies {
  private final String id;
  private final MemorySite hub;
  private final Shape shape;
  private final Random random;

  /** The last ones, for people to read. */
  final List<String> told = new ArrayList<>();

  Lies(String id, MemorySite hub, Shape shape, Random random) {
    this.id = id;
    this.hub = hub;
    this.shape = shape;
    this.random = random;
  }

  List<Item> some() {
    told.clear();
    List<Item> items = new ArrayList<>();
    for (int n = 1 + random.nextInt(2); n > 0; n--) {
      items.add(new Item.Begin(random.nextInt(8) == 0 ? "u1" : "x", Instant.EPOCH));
      for (int m = 1 + random.nextInt(4); m > 0; m--) {
        Item item = one();
        items.add(item);
        told.add(show(item));
      }
      items.add(new Item.End());
    }
    return items;
  }

  private Item one() {
    Table table = shape.spoke.tables().get(random.nextInt(shape.spoke.tables().size()));
    Row row = row(table);
    switch (random.nextInt(40)) {
      case 0:
        return new Item.Marker(random.nextInt(3), random.nextInt(2) == 0 ? Long.MAX_VALUE : 1);
      case 1:
        return new Item.Verdict(
            table.name(), table.keyOf(row), random.nextInt(5), random.nextBoolean(), List.of());
      case 2:
        return new Item.Request(
            What.values()[random.nextInt(5)], random.nextInt(4) == 0, random.nextInt(9));
      case 3:
        return new Item.Change(misshapen(table), null, row);
      case 4, 5, 6, 7, 8:
        return new Item.Present(table, row, Item.Present.Purpose.values()[random.nextInt(3)]);
      default:
        return change(table, row);
    }
  }

  private Item change(Table table, Row row) {
    Row before = random.nextInt(3) == 0 ? null : known(table, row);
    Row after = random.nextInt(4) == 0 ? null : mixed(before, row);
    return before == null && after == null
        ? new Item.Change(table, null, row)
        : new Item.Change(table, before, after);
  }

  /** As the hub has it, whoever sees it; or as it has not. */
  private Row known(Table table, Row row) {
    Map<RowId, Row> all = random.nextInt(4) == 0 ? new HashMap<>() : Sight.of(hub, shape, null);
    Row there = all.get(new RowId(table.name(), table.keyOf(row)));
    if (there == null) {
      return mixed(row, row(table));
    }
    int own = table.position("own");
    return own >= 0 && random.nextInt(3) == 0 ? there.with(own, owner()) : there;
  }

  /** A row in which some columns are another's. */
  private Row mixed(Row row, Row other) {
    if (row == null) {
      return other;
    }
    Row mixed = row;
    for (int c = 1; c < row.width(); c++) {
      mixed = random.nextBoolean() ? mixed.with(c, other.get(c)) : mixed;
    }
    return mixed;
  }

  private Row row(Table table) {
    Row row = Row.owning(new String[table.width()]).with(0, key());
    for (int c = 1; c < table.width(); c++) {
      String name = table.column(c).name();
      row =
          row.with(
              c,
              name.equals("own")
                  ? owner()
                  : name.equals("up")
                      ? key()
                      : table.column(c).type() == LogicalType.INTEGER
                          ? "" + random.nextInt(3) * shape.spoke.step()
                          : "" + random.nextInt(4));
    }
    return row;
  }

  private String key() {
    return shape.spoke.prefix() + random.nextInt(People.KEYS);
  }

  private String owner() {
    return switch (random.nextInt(8)) {
      case 0 -> "*";
      case 1, 2 -> "c0";
      case 3 -> "hq";
      case 4 -> id + ",c0";
      default -> id;
    };
  }

  /** A shape that the mapping does not know. */
  private static Table misshapen(Table table) {
    return new Table(table.name() + "s", table.columns());
  }

  private static String show(Item item) {
    if (item instanceof Item.Change change) {
      return change.table() + " " + text(change.before()) + "→" + text(change.after());
    }
    return item instanceof Item.Present present
        ? "present " + present.table() + " " + text(present.row())
        : item.toString();
  }

  private static String text(Row row) {
    return row == null ? "absent" : row.text();
  }
}
