package io.bactrian.convergence;

import io.bactrian.apply.Need;
import io.bactrian.changeset.Column;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.destination.DestinationRule;
import io.bactrian.destination.Via;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tables of one kind of site. Column names say what is in them: {@code id} the key, {@code
 * owner} who sees the row, capitals numbers (which a rule may add up), {@code may…} what can be
 * NULL, {@code up} the key of a parent, the rest small texts.
 *
 * @param parents foreign keys, by child table
 * @param unique columns with unique values, by table
 * @param prefix prefix of keys
 * @param step difference between the numbers in X and EX
 * @param count number of different numbers there
 */
record Side(
    List<Table> tables,
    Map<String, Reference> parents,
    Map<String, Integer> unique,
    String prefix,
    int step,
    int count) {

  private static final Map<String, DestinationRule> RULES = Audience.rules(new Audience(false));

  /**
   * A foreign key.
   *
   * @param cascades whether a row is deleted with the one that it refers to
   * @param places whether a row is where the one is that it refers to
   */
  record Reference(int column, String parent, boolean cascades, boolean places) {
    Reference(int column, String parent) {
      this(column, parent, false);
    }

    Reference(int column, String parent, boolean cascades) {
      this(column, parent, cascades, false);
    }

    static Reference placing(int column, String parent) {
      return new Reference(column, parent, false, true);
    }
  }

  /** Whether a row of this table is deleted with the one that it refers to. */
  boolean cascades(String table) {
    Reference reference = parents.get(table);
    return reference != null && reference.cascades();
  }

  /**
   * Whether people update keys of the table: of those that others refer to, with a unique column.
   */
  boolean movesKeys(Table table) {
    return unique.containsKey(table.name()) && !parents.isEmpty();
  }

  static Table table(String name, String... columns) {
    List<Column> all = new ArrayList<>();
    for (String column : columns) {
      boolean key = column.equals("id");
      LogicalType type =
          Character.isUpperCase(column.charAt(0)) ? LogicalType.INTEGER : LogicalType.TEXT;
      all.add(new Column(column, type, "x", 0, -1, !key, key));
    }
    return new Table(name, all);
  }

  Table table(String name) {
    for (Table table : tables) {
      if (table.name().equals(name)) {
        return table;
      }
    }
    throw new IllegalArgumentException(name);
  }

  Map<String, Table> byName() {
    Map<String, Table> map = new HashMap<>();
    tables.forEach(table -> map.put(table.name(), table));
    return map;
  }

  /** At spokes everything goes to the hub. */
  Map<String, DestinationRule> destinations() {
    return placesRows() ? destinations(new Audience(false)) : RULES;
  }

  /** This rule, but where rows are placed by their parents. */
  Map<String, DestinationRule> destinations(DestinationRule rule) {
    Map<String, DestinationRule> rules = Audience.rules(rule);
    parents.forEach(
        (child, reference) -> {
          if (reference.places()) {
            String column = table(child).column(reference.column()).name();
            Via parent = new Via(List.of(column), reference.parent(), true);
            rules.put(child, new Audience.Placed(rule, parent));
          }
        });
    return rules;
  }

  /** Whether rows of any table are placed by their parents. */
  boolean placesRows() {
    return parents.values().stream().anyMatch(Reference::places);
  }

  /**
   * Whether a site sees a row, calculated without the product's placement.
   *
   * @param rows all that there are at that moment
   */
  boolean sees(String site, Table table, Row row, Map<RowId, Row> rows) {
    Reference reference = parents.get(table.name());
    if (row == null || reference == null || !reference.places()) {
      return row != null && RULES.get(table.name()).of(table, row).includes(site);
    }
    RowId above = parents(table, row).get(0);
    return sees(site, table(above.table()), rows.get(above), rows);
  }

  /** The rows that a row refers to. */
  List<RowId> parents(RowId id, Row row) {
    return parents(table(id.table()), row);
  }

  List<RowId> parents(Table table, Row row) {
    Reference reference = parents.get(table.name());
    return reference == null || row == null
        ? List.of()
        : List.of(new RowId(reference.parent(), Key.of(row.get(reference.column()))));
  }

  /**
   * What may stand against writing a row: a parent that is missing, another row with its unique
   * value, or rows that refer to it.
   *
   * @param after null when it is deleted
   */
  List<Need> needs(Table table, Row after, Row before) {
    List<Need> needs = new ArrayList<>();
    if (after == null) {
      parents.forEach(
          (child, reference) -> {
            if (reference.parent().equals(table.name())) {
              String column = table(child).column(reference.column()).name();
              String key = table.keyOf(before).get(0);
              needs.add(Need.going(child, List.of(column), key));
            }
          });
      return needs;
    }
    parents(table, after).forEach(row -> needs.add(Need.coming(table(row.table()), row.key())));
    Integer column = unique.get(table.name());
    if (column != null) {
      needs.add(Need.going(table.name(), List.of(table.column(column).name()), after.get(column)));
    }
    needs.removeIf(java.util.Objects::isNull);
    return needs;
  }
}
