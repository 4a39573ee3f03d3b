package io.bactrian.convergence;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.convergence.Side.Reference;
import io.bactrian.transform.Mapping;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** How the schemas of hub and spokes differ in one history. */
enum Shape {
  /** Only names differ. */
  SAME(1, 3, 1, 3),
  /** A number is ten times as large at the spokes. */
  TENFOLD(1, 3, 10, 3),
  /** Spokes know a number only in tens. */
  COARSE_SPOKE(1, 30, 10, 3),
  /** The hub knows a number only in tens. */
  COARSE_HUB(10, 3, 1, 30),
  /** As SAME, with a unique column. */
  UNIQUE(1, 3, 1, 3),
  /** One row of a spoke is two rows at the hub. */
  SPLIT(1, 3, 1, 3),
  /** Two rows of a spoke are one row at the hub. */
  JOINED(1, 3, 1, 3),
  /** As JOINED, with a foreign key between the two. */
  JOINED_KEYS(1, 3, 1, 3),
  /** Parents and children. */
  FAMILY(1, 3, 1, 3),

  // -- those below are drawn by themselves, so that a seed keeps the shape that it has

  /**
   * One row of the hub is two rows of a spoke, of which one refers to the other, and a second one,
   * deleted with the first, is a part of it.
   */
  PARTS(1, 3, 1, 3),
  /** As FAMILY, and children are deleted with their parents. */
  CASCADES(1, 3, 1, 3),
  /** As CASCADES, but only at the spokes. */
  CASCADES_AT_SPOKES(1, 3, 1, 3),
  /** As FAMILY, parents have a unique column, and people update their keys. */
  KEYS(1, 3, 1, 3),
  /** Three generations, and only the oldest says who sees it: the others are where it is. */
  PLACED(1, 3, 1, 3);

  private static final List<Shape> ALONE = List.of(PARTS, CASCADES, CASCADES_AT_SPOKES);

  final Side hub;
  final Side spoke;
  final Mapping toHub;
  final Mapping toSpoke;

  Shape(int hubStep, int hubCount, int spokeStep, int spokeCount) {
    hub = side(true, hubStep, hubCount);
    spoke = side(false, spokeStep, spokeCount);
    toHub = new ShapeMapping(this, true);
    toSpoke = new ShapeMapping(this, false);
  }

  /**
   * The shape of a history: one in five has one of those that are drawn by themselves, others
   * parents and children.
   */
  static Shape of(Random random, long seed) {
    Shape shape = values()[random.nextInt(values().length - ALONE.size() - 2)];
    if (seed % 20 == 4) {
      return PLACED;
    }
    if (seed % 20 == 11) {
      return KEYS;
    }
    boolean family = Crossing.in(seed) && seed % 2 == 0;
    return seed % 5 == 0 ? ALONE.get((int) (seed / 5 % ALONE.size())) : family ? FAMILY : shape;
  }

  /** By name, because a switch over an enum is not yet possible while it is made. */
  private Side side(boolean hub, int step, int count) {
    String prefix = hub ? "" : "T";
    List<Table> tables =
        switch (name()) {
          case "SAME", "TENFOLD", "COARSE_HUB", "COARSE_SPOKE" ->
              hub
                  ? List.of(Side.table("item", "id", "X", "Y", "owner"))
                  : List.of(Side.table("thing", "id", "EX", "WHY", "own"));
          case "UNIQUE" ->
              hub
                  ? List.of(Side.table("item", "id", "X", "name", "owner"))
                  : List.of(Side.table("thing", "id", "EX", "label", "own"));
          case "SPLIT" ->
              hub
                  ? List.of(Side.table("item", "id", "X"), Side.table("note", "id", "Y"))
                  : List.of(Side.table("thing", "id", "EX", "mayWhy"));
          case "JOINED", "JOINED_KEYS" ->
              hub
                  ? List.of(Side.table("item", "id", "X", "owner", "mayZ"))
                  : List.of(
                      Side.table("thing", "id", "EX", "own"), Side.table("extra", "id", "ZED"));
          case "PARTS" ->
              hub
                  ? List.of(Side.table("item", "id", "X", "mayZ"), Side.table("note", "id", "Y"))
                  : List.of(
                      Side.table("thing", "id", "EX", "mayWhy"), Side.table("extra", "id", "ZED"));
          case "FAMILY", "CASCADES", "CASCADES_AT_SPOKES" ->
              hub
                  ? List.of(Side.table("parent", "id", "X"), Side.table("child", "id", "up", "Y"))
                  : List.of(
                      Side.table("folder", "id", "EX"), Side.table("leaf", "id", "up", "WHY"));
          case "KEYS" ->
              hub
                  ? List.of(
                      Side.table("parent", "id", "X", "name"), Side.table("child", "id", "up", "Y"))
                  : List.of(
                      Side.table("folder", "id", "EX", "label"),
                      Side.table("leaf", "id", "up", "WHY"));
          case "PLACED" ->
              hub
                  ? List.of(
                      Side.table("parent", "id", "X", "owner"),
                      Side.table("child", "id", "up", "Y"),
                      Side.table("toy", "id", "up", "Y"))
                  : List.of(
                      Side.table("folder", "id", "EX", "own"),
                      Side.table("leaf", "id", "up", "WHY"),
                      Side.table("game", "id", "up", "WHY"));
          default -> throw new IllegalStateException(name());
        };
    return new Side(tables, parents(hub), unique(hub), prefix, step, count);
  }

  private Map<String, Reference> parents(boolean hub) {
    return switch (name()) {
      case "SPLIT" -> hub ? Map.of("note", new Reference(0, "item")) : Map.of();
      case "JOINED_KEYS" -> hub ? Map.of() : Map.of("extra", new Reference(0, "thing"));
      case "PARTS" ->
          hub
              ? Map.of("note", new Reference(0, "item", true))
              : Map.of("extra", new Reference(0, "thing"));
      case "KEYS" ->
          hub
              ? Map.of("child", new Reference(1, "parent"))
              : Map.of("leaf", new Reference(1, "folder"));
      case "PLACED" ->
          hub
              ? Map.of(
                  "child", Reference.placing(1, "parent"), "toy", Reference.placing(1, "child"))
              : Map.of("leaf", new Reference(1, "folder"), "game", new Reference(1, "leaf"));
      case "FAMILY", "CASCADES", "CASCADES_AT_SPOKES" ->
          hub
              ? Map.of("child", new Reference(1, "parent", name().equals("CASCADES")))
              : Map.of("leaf", new Reference(1, "folder", !name().equals("FAMILY")));
      default -> Map.of();
    };
  }

  private Map<String, Integer> unique(boolean hub) {
    return switch (name()) {
      case "UNIQUE" -> Map.of(hub ? "item" : "thing", 2);
      case "KEYS" -> Map.of(hub ? "parent" : "folder", 2);
      default -> Map.of();
    };
  }

  /** A number as the other side has it. */
  String convert(String value, boolean toHub) {
    if (value == null) {
      return null;
    }
    int number = Integer.parseInt(value);
    return ""
        + switch (this) {
          case TENFOLD -> toHub ? Math.floorDiv(number, 10) : number * 10;
          case COARSE_SPOKE -> toHub ? number : Math.floorDiv(number, 10) * 10;
          case COARSE_HUB -> toHub ? Math.floorDiv(number, 10) * 10 : number;
          default -> number;
        };
  }

  /** Whether one row here is always one row there. */
  boolean oneToOne() {
    return switch (this) {
      case SPLIT, JOINED, JOINED_KEYS, PARTS -> false;
      default -> true;
    };
  }

  /** What an application's trigger makes of a row. */
  Row touched(Table table, Row row) {
    int column = table.position("Y");
    return column < 0 || row.get(column) == null
        ? row
        : row.with(column, "" + (Integer.parseInt(row.get(column)) + 1) % 3);
  }
}
