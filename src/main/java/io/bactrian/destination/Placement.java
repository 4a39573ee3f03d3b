package io.bactrian.destination;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which sites see a row, also where the rows decide to which it refers, over any number of foreign
 * keys. Pure and thread-safe: which rows there are is given with each question.
 */
public final class Placement {

  /** More parents above each other than this are taken for a circle, which adds no site. */
  private static final int DEEPEST = 64;

  private final Map<String, DestinationRule> rules;
  private final Map<String, List<Below>> below = new HashMap<>();
  private final Set<String> tables = new TreeSet<>();

  /** A table whose rows are placed by those of another. */
  public record Below(String table, Via via) {}

  private Placement(Map<String, DestinationRule> rules) {
    this.rules = Collections.unmodifiableMap(new LinkedHashMap<>(rules));
    this.rules.forEach(
        (table, rule) ->
            rule.via()
                .forEach(
                    via -> {
                      below
                          .computeIfAbsent(via.parent(), none -> new ArrayList<>())
                          .add(new Below(table, via));
                      tables.add(table);
                      tables.add(via.parent());
                    }));
  }

  /**
   * @param rules by table; no site sees the rows of a table without a rule
   */
  public static Placement of(Map<String, DestinationRule> rules) {
    return new Placement(rules);
  }

  /** Whether rows of any table are placed by others. */
  public boolean usesParents() {
    return !tables.isEmpty();
  }

  /** Tables that are placed by others, or by which others are. */
  public Set<String> tables() {
    return Collections.unmodifiableSet(tables);
  }

  /** Whether rows of the table are placed by others. */
  public boolean isPlaced(String table) {
    return !rule(table).via().isEmpty();
  }

  /** The tables whose rows are placed by those of this one. */
  public List<Below> below(String parent) {
    return below.getOrDefault(parent, List.of());
  }

  private DestinationRule rule(String table) {
    return rules.getOrDefault(table, DestinationRule.NOWHERE);
  }

  /** The foreign keys by which rows of the table are placed. */
  public List<Via> via(String table) {
    return rule(table).via();
  }

  /** The table with those columns alone that decide, and its key. */
  public Table narrowed(Table table) {
    List<String> reads = rule(table.name()).reads();
    if (reads.isEmpty() && !isFixed(table.name())) {
      return table; // any column may decide
    }
    return new Table(
        table.name(),
        table.columns().stream()
            .filter(column -> column.key() || reads.contains(column.name()))
            .toList());
  }

  /** The rows that decide with this one where it is: one step up. */
  public List<RowId> parents(StoredRow row) {
    return via(row.table().name()).stream()
        .map(via -> via.parentOf(row.table(), row.row()))
        .filter(Objects::nonNull)
        .toList();
  }

  /** Whether rows that this one places may move when it becomes another; null is absent. */
  public boolean routes(StoredRow before, StoredRow after) {
    if (before == null || after == null) {
      return before != after;
    }
    List<String> columns = rule(before.table().name()).reads();
    return columns.isEmpty()
        ? !isFixed(before.table().name())
        : columns.stream().anyMatch(column -> !value(before, column).equals(value(after, column)));
  }

  private boolean isFixed(String table) {
    DestinationRule rule = rule(table);
    return rule == DestinationRule.EVERYWHERE || rule == DestinationRule.NOWHERE;
  }

  private static String value(StoredRow row, String column) {
    int position = row.table().position(column);
    return position < 0 ? "" : row.row().get(position) + "";
  }

  /** The sites that see a row; none of an absent one (null). */
  public Destinations of(Table table, Row row, Parents parents) {
    return row == null ? Destinations.NONE : of(table, row, parents, 0);
  }

  private Destinations of(Table table, Row row, Parents parents, int depth) {
    DestinationRule rule = rule(table.name());
    Destinations sites = rule.of(table, row);
    for (Via via : rule.via()) {
      RowId id = sites.all() || depth == DEEPEST ? null : via.parentOf(table, row);
      StoredRow parent = id == null ? null : parents.row(id);
      if (parent != null) {
        sites = sites.and(of(parent.table(), parent.row(), parents, depth + 1));
      }
    }
    return sites;
  }
}
