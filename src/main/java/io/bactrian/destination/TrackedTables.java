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
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The content of a site's {@code tables.yaml}: tracked tables, columns of them that are treated in
 * another way, and which sites see their rows. Immutable and thread-safe.
 */
public final class TrackedTables {

  /**
   * @param line its line in the file
   * @param columns columns that are treated in another way
   * @param reads columns that determine the destinations
   * @param says what the file says of the row itself, for people
   * @param via the foreign keys by which rows are placed, too, as they stand in the file
   * @param hold whether a refused row puts its whole stream on hold
   */
  record Tracked(
      int line,
      ColumnWords columns,
      DestinationRule rule,
      List<String> reads,
      String says,
      List<PlacedBy> via,
      boolean hold) {
    Tracked with(DestinationRule placed) {
      return new Tracked(line, columns, placed, reads, says, via, hold);
    }
  }

  private final String file;
  private final Map<String, Tracked> tables;

  TrackedTables(String file, Map<String, Tracked> tables) {
    this.file = file;
    this.tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
  }

  /** The JSON schema of the file, for editors. */
  public static Map<String, Object> schema() {
    return TablesSchema.file();
  }

  /**
   * @param role a spoke sends everything to the hub by default; a hub needs explicit destinations
   * @param faults collects faults of the file; if there are any, the result must not be used
   */
  public static TrackedTables read(Path file, Role role, Expressions expressions, Faults faults) {
    return new TrackedTablesReader(role, expressions).read(file, faults);
  }

  /** Names of the tracked tables, in the order of the file. */
  public Set<String> names() {
    return tables.keySet();
  }

  /** Columns of a tracked table that are not sent and whose changes are not captured. */
  public Set<String> excluded(String table) {
    return tables.get(table).columns().untracked();
  }

  /** Columns in which a partner's value stands, whatever triggers make of it; by table. */
  public Map<String, Set<String>> restored() {
    return columns(ColumnWords::restored);
  }

  /** Columns in which what a trigger makes of a partner's value stands; by table. */
  public Map<String, Set<String>> readBack() {
    return columns(ColumnWords::readBack);
  }

  private Map<String, Set<String>> columns(Function<ColumnWords, Set<String>> word) {
    Map<String, Set<String>> columns = new LinkedHashMap<>();
    tables.forEach((name, table) -> columns.put(name, word.apply(table.columns())));
    columns.values().removeIf(Set::isEmpty);
    return columns;
  }

  /**
   * The rule of a tracked table. For {@code all} and {@code none} exactly the objects {@link
   * DestinationRule#EVERYWHERE} and {@link DestinationRule#NOWHERE}.
   */
  public DestinationRule rule(String table) {
    return tables.get(table).rule();
  }

  /** The rules by table, in the order of the file. */
  public Map<String, DestinationRule> rules() {
    Map<String, DestinationRule> rules = new LinkedHashMap<>();
    tables.forEach((name, table) -> rules.put(name, table.rule()));
    return Collections.unmodifiableMap(rules);
  }

  /**
   * Why a row is where it is.
   *
   * @param row of a tracked table
   * @param parents as they stand
   */
  public Whereabouts whereabouts(StoredRow row, Parents parents) {
    return Whereabouts.of(Placement.of(rules()), row, parents, tables);
  }

  /** Tables whose refused rows put the whole stream on hold. */
  public Set<String> holding() {
    return tables.keySet().stream()
        .filter(name -> tables.get(name).hold())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * The same, with what {@code via} refers to found among the foreign keys of the tracked tables.
   *
   * @param schema the tracked tables as the site reads them
   */
  public TrackedTables in(Schema schema, Faults faults) {
    Map<String, Tracked> placed = new LinkedHashMap<>(tables);
    placed.replaceAll(
        (name, tracked) -> {
          Table table = schema.table(name);
          if (tracked.via().isEmpty() || table == null) {
            return tracked;
          }
          List<Via> via =
              tracked.via().stream()
                  .flatMap(one -> one.in(schema, table, file, faults).stream())
                  .toList();
          return tracked.with(new PlacedRule(tracked.rule(), via));
        });
    return new TrackedTables(file, placed);
  }

  /**
   * Checks the file against the tables of the site's database, given with all their columns,
   * including excluded ones.
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
        .filter(column -> tracked.via().stream().noneMatch(one -> one.columns().contains(column)))
        .forEach(column -> unknown(table, column, names, tracked.line(), faults));
    tracked
        .columns()
        .byWord()
        .forEach(
            (word, columns) ->
                columns.forEach((column, line) -> check(table, names, word, column, line, faults)));
  }

  private void check(
      Table table, List<String> names, String word, String column, int line, Faults faults) {
    int position = table.position(column);
    if (position < 0) {
      unknown(table, column, names, line, faults);
    } else if (table.column(position).key()) {
      String message = "key column `%s.%s` can't stand under `%s`: rows are known by it.";
      faults.add(file, line, message.formatted(table, column, word));
    }
  }

  private void unknown(Table table, String column, List<String> names, int line, Faults faults) {
    faults.add(
        file, line, YamlNode.unknown("column", column, names) + " of table `" + table + "`.");
  }
}
