package io.bactrian.convergence;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.problem.Problem;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.MappingException;
import io.bactrian.transform.RowPart;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One direction of a {@link Shape}. */
record ShapeMapping(Shape shape, boolean toHub) implements Mapping {

  @Override
  public String name() {
    return shape + (toHub ? " to the hub" : " to a spoke");
  }

  private Table target(String name) {
    return (toHub ? shape.hub : shape.spoke).table(name);
  }

  private String key(String key) {
    return toHub ? key.substring(1) : "T" + key;
  }

  private String number(Row row, int column) {
    return shape.convert(row.get(column), toHub);
  }

  @Override
  public List<RowPart> map(Table source, Row row) {
    String id = key(row.get(0));
    List<RowPart> parts = new ArrayList<>();
    switch (source.name()) {
      case "item" -> item(id, row, parts);
      case "thing" -> thing(id, row, parts);
      case "note" -> parts.add(part("thing", false, id, null, row.get(1)));
      case "extra" ->
          parts.add(
              shape == Shape.PARTS
                  ? part("item", false, id, null, row.get(1))
                  : part("item", false, id, null, null, row.get(1)));
      case "parent" -> parts.add(family("folder", id, row));
      case "folder" -> parts.add(family("parent", id, row));
      case "child" -> parts.add(part("leaf", true, id, key(row.get(1)), row.get(2)));
      case "leaf" -> parts.add(part("child", true, id, key(row.get(1)), row.get(2)));
      case "toy" -> parts.add(part("game", true, id, key(row.get(1)), row.get(2)));
      case "game" -> parts.add(part("toy", true, id, key(row.get(1)), row.get(2)));
      default -> throw new MappingException(Problem.of("no mapping knows %s", source));
    }
    return parts;
  }

  @Override
  public Set<String> targets(String source) {
    return switch (source) {
      case "item" -> Set.of("thing", "extra");
      case "thing" -> Set.of("item", "note");
      case "note" -> Set.of("thing");
      case "extra" -> Set.of("item");
      case "parent" -> Set.of("folder");
      case "folder" -> Set.of("parent");
      case "child" -> Set.of("leaf");
      case "leaf" -> Set.of("child");
      case "toy" -> Set.of("game");
      case "game" -> Set.of("toy");
      default -> Set.of();
    };
  }

  private RowPart family(String parent, String id, Row row) {
    return row.width() > 2
        ? part(parent, true, id, number(row, 1), row.get(2))
        : part(parent, true, id, number(row, 1));
  }

  private void item(String id, Row row, List<RowPart> parts) {
    switch (shape) {
      case SPLIT -> parts.add(part("thing", true, id, number(row, 1), null));
      case PARTS -> {
        parts.add(part("thing", true, id, number(row, 1), null));
        if (row.get(2) != null) {
          parts.add(part("extra", true, id, row.get(2)));
        }
      }
      case JOINED, JOINED_KEYS -> {
        parts.add(part("thing", true, id, number(row, 1), row.get(2)));
        if (row.get(3) != null) {
          parts.add(part("extra", true, id, row.get(3)));
        }
      }
      default -> parts.add(part("thing", true, id, number(row, 1), row.get(2), row.get(3)));
    }
  }

  private void thing(String id, Row row, List<RowPart> parts) {
    switch (shape) {
      case SPLIT -> {
        parts.add(part("item", true, id, number(row, 1)));
        if (row.get(2) != null) {
          parts.add(part("note", true, id, row.get(2)));
        }
      }
      case PARTS -> {
        parts.add(part("item", true, id, number(row, 1), null));
        if (row.get(2) != null) {
          parts.add(part("note", true, id, row.get(2)));
        }
      }
      case JOINED, JOINED_KEYS ->
          parts.add(part("item", true, id, number(row, 1), row.get(2), null));
      default -> parts.add(part("item", true, id, number(row, 1), row.get(2), row.get(3)));
    }
  }

  /** In the shapes with parts, those columns are given that the table's own part has. */
  private RowPart part(String table, boolean owner, String... values) {
    Table target = target(table);
    BitSet columns = new BitSet();
    columns.set(0, target.width());
    if (table.equals("thing") && shape == Shape.SPLIT
        || shape == Shape.PARTS && target.width() == 3) {
      columns.clear(owner ? 2 : 1);
    }
    if (table.equals("item") && (shape == Shape.JOINED || shape == Shape.JOINED_KEYS)) {
      columns.clear(owner ? 3 : 1);
      columns.set(2, owner);
    }
    return new RowPart(target, Row.of(values), columns, owner);
  }

  @Override
  public Map<RowId, Table> reach(Table source, Row image) {
    Map<RowId, Table> rows = new LinkedHashMap<>();
    boolean parts = shape == Shape.PARTS;
    if (source.name().equals("thing") && (shape == Shape.SPLIT || parts)) {
      List.of("item", "note").forEach(table -> reach(rows, table, image));
    } else if (source.name().equals("item") && !shape.oneToOne() && shape != Shape.SPLIT) {
      List.of("thing", "extra").forEach(table -> reach(rows, table, image));
    } else {
      return Mapping.super.reach(source, image);
    }
    return rows;
  }

  private void reach(Map<RowId, Table> rows, String table, Row image) {
    rows.put(new RowId(table, Key.of(key(image.get(0)))), target(table));
  }

  @Override
  public BitSet given(Table target) {
    BitSet columns = new BitSet();
    if ((shape == Shape.SPLIT || shape == Shape.PARTS) && target.name().equals("thing")) {
      columns.set(0, 3);
    }
    return columns;
  }
}
