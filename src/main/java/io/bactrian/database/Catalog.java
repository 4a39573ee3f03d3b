package io.bactrian.database;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.CatalogContents;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.database.dialect.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads the shape of a database's tables, in the caller's transaction. Stateless. */
public final class Catalog {
  private Catalog() {}

  /**
   * Reads the columns of tables, in the database's order and without generated or excluded ones,
   * and the foreign keys among these tables.
   *
   * @param tables names as the database has them, {@code schema.table} outside the current schema;
   *     null for every table that has a primary key. Bactrian's own tables are never included
   * @param excluded columns to leave out, by table
   * @throws CatalogException with all faults at once: tables that are missing, can't be tracked or
   *     have no primary key, excluded columns that are missing or part of the key
   */
  public static Schema read(
      Connection connection,
      Dialect dialect,
      Collection<String> tables,
      Map<String, Set<String>> excluded)
      throws SQLException {
    Inspection inspection = inspect(connection, dialect, tables, excluded);
    if (!inspection.faults().isEmpty()) {
      throw new CatalogException(inspection.faults());
    }
    return inspection.schema();
  }

  /** The tables without faults, and the faults of the others. */
  record Inspection(Schema schema, List<Finding> faults) {}

  static Inspection inspect(
      Connection connection,
      Dialect dialect,
      Collection<String> tables,
      Map<String, Set<String>> excluded)
      throws SQLException {
    CatalogContents all = dialect.catalogue(connection);
    Map<String, List<Column>> columns = new LinkedHashMap<>(all.tables());
    columns.keySet().removeIf(Catalog::isOurs);
    return new Selection(new CatalogContents(columns, all.foreignKeys(), all.unsuitable()))
        .of(tables, excluded);
  }

  private static boolean isOurs(String table) {
    String name = table.substring(table.indexOf('.') + 1);
    return name.toLowerCase(Locale.ROOT).startsWith("bactrian_");
  }

  /** Selects the configured tables and columns from those in the database. */
  private static final class Selection {
    private final CatalogContents contents;
    private final List<Finding> faults = new ArrayList<>();

    Selection(CatalogContents contents) {
      this.contents = contents;
    }

    Inspection of(Collection<String> wanted, Map<String, Set<String>> excluded) {
      Map<String, Table> tables = new LinkedHashMap<>();
      Collection<String> names = wanted != null ? new LinkedHashSet<>(wanted) : withKey();
      for (String name : names) {
        List<Column> columns = contents.tables().get(name);
        if (columns == null) {
          absent(name);
        } else if (!hasKey(columns)) {
          keyless(name);
        } else {
          tables.put(name, new Table(name, without(name, columns, excluded.get(name))));
        }
      }
      return new Inspection(
          new Schema(tables, contents.foreignKeys()).only(tables.keySet()), List.copyOf(faults));
    }

    private List<String> withKey() {
      return contents.tables().entrySet().stream()
          .filter(table -> hasKey(table.getValue()))
          .map(Map.Entry::getKey)
          .toList();
    }

    private static boolean hasKey(List<Column> columns) {
      return columns.stream().anyMatch(Column::key);
    }

    private void absent(String name) {
      String unsuitable = contents.unsuitable().get(name);
      if (unsuitable != null) {
        faults.add(
            new Finding(
                Finding.Kind.TABLE_UNSUITABLE,
                name,
                "`%s` can't be tracked: it is %s".formatted(name, unsuitable)));
        return;
      }
      String like =
          contents.tables().keySet().stream()
              .filter(other -> other.equalsIgnoreCase(name))
              .findFirst()
              .map(other -> " There is a table `" + other + "`: names are case-sensitive.")
              .orElse("");
      faults.add(
          new Finding(
              Finding.Kind.TABLE_ABSENT,
              name,
              "Table `%s` is not in the database.%s Nothing of it is tracked. Correct its name, or write it as schema.table when it is not in the connection's current schema."
                  .formatted(name, like)));
    }

    private void keyless(String name) {
      faults.add(
          new Finding(
              Finding.Kind.TABLE_WITHOUT_KEY,
              name,
              "Table `%s` has no primary key, so its rows can't be told apart; nothing of it is tracked. Give it a primary key, or take it out of the configuration."
                  .formatted(name)));
    }

    private List<Column> without(String table, List<Column> columns, Set<String> excluded) {
      if (excluded == null) {
        return columns;
      }
      for (String name : excluded) {
        Column column =
            columns.stream().filter(c -> c.name().equals(name)).findFirst().orElse(null);
        if (column == null || column.key()) {
          faults.add(
              new Finding(
                  Finding.Kind.COLUMN_NOT_EXCLUDABLE,
                  table,
                  "Column `%s` of table `%s` can't be left out: it %s. Correct the list of excluded columns."
                      .formatted(
                          name, table, column == null ? "does not exist" : "is part of the key")));
        }
      }
      return columns.stream().filter(c -> c.key() || !excluded.contains(c.name())).toList();
    }
  }
}
