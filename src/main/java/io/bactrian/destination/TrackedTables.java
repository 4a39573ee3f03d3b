package io.bactrian.destination;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.config.Faults;
import io.bactrian.config.Role;
import io.bactrian.config.YamlNode;
import io.bactrian.transform.Expressions;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What {@code tables.yaml} of a site says: which tables are tracked, without which columns, and
 * which sites see their rows. Immutable and thread-safe.
 */
public final class TrackedTables {

  /**
   * @param line where it stands
   * @param exclude columns that neither leave the site nor wake the capture, with their lines
   * @param reads columns that the rule reads
   * @param hold whether a refused row holds its whole stream
   */
  record Tracked(
      int line,
      Map<String, Integer> exclude,
      DestinationRule rule,
      List<String> reads,
      boolean hold) {}

  private final String file;
  private final Map<String, Tracked> tables;

  TrackedTables(String file, Map<String, Tracked> tables) {
    this.file = file;
    this.tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
  }

  /**
   * @param role at a spoke everything goes to the hub unless said otherwise; a hub must say
   * @param faults takes what is wrong with the file; the result must not be used then
   */
  public static TrackedTables read(Path file, Role role, Expressions expressions, Faults faults) {
    return new TrackedTablesReader(role, expressions).read(file, faults);
  }

  /** In the order of the file. */
  public Set<String> names() {
    return tables.keySet();
  }

  /** Columns of a tracked table that neither leave the site nor wake the capture. */
  public Set<String> excluded(String table) {
    return tables.get(table).exclude().keySet();
  }

  /**
   * The rule of a tracked table. {@link DestinationRule#EVERYWHERE} and {@link
   * DestinationRule#NOWHERE} are these very objects.
   */
  public DestinationRule rule(String table) {
    return tables.get(table).rule();
  }

  /** All rules by table, in the order of the file. */
  public Map<String, DestinationRule> rules() {
    Map<String, DestinationRule> rules = new LinkedHashMap<>();
    tables.forEach((name, table) -> rules.put(name, table.rule()));
    return Collections.unmodifiableMap(rules);
  }

  /** Tables of which a row that the database refuses holds its whole stream. */
  public Set<String> holding() {
    return tables.keySet().stream()
        .filter(name -> tables.get(name).hold())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Holds the file against the tables of the site's database, which are whole here: columns that
   * are excluded are still among them.
   */
  public void check(Schema schema, Faults faults) {
    tables.forEach(
        (name, tracked) -> {
          Table table = schema.table(name);
          if (table == null) {
            faults.add(
                file,
                tracked.line(),
                YamlNode.unknown("table", name, schema.tables().keySet()) + " of the database.");
          } else {
            check(table, tracked, faults);
          }
        });
  }

  private void check(Table table, Tracked tracked, Faults faults) {
    List<String> names = table.columns().stream().map(Column::name).toList();
    tracked.reads().stream()
        .filter(column -> !names.contains(column))
        .forEach(column -> unknown(table, column, names, tracked.line(), faults));
    tracked
        .exclude()
        .forEach(
            (column, line) -> {
              int position = table.position(column);
              if (position < 0) {
                unknown(table, column, names, line, faults);
              } else if (table.column(position).key()) {
                faults.add(
                    file,
                    line,
                    "key column `%s.%s` can't be excluded: rows are known by it."
                        .formatted(table, column));
              }
            });
  }

  private void unknown(Table table, String column, List<String> names, int line, Faults faults) {
    faults.add(
        file, line, YamlNode.unknown("column", column, names) + " of table `" + table + "`.");
  }
}
