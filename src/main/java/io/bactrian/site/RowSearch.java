package io.bactrian.site;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.Sight;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.config.YamlNode;
import io.bactrian.destination.Parents;
import io.bactrian.destination.Placement;
import io.bactrian.destination.StoredRow;
import io.bactrian.destination.TrackedTables;
import io.bactrian.destination.Whereabouts;
import io.bactrian.problem.Problem;
import java.util.List;

/**
 * Looks for a row of the site's tables, and for those that decide where it goes. Changes nothing.
 */
public record RowSearch(Site site) {

  /**
   * @param key texts of its columns, in their order
   * @throws io.bactrian.problem.ProblemException when there is no such table, or its key has
   *     another number of columns
   */
  public Whereabouts whereabouts(String name, List<String> key) {
    SiteDatabase database = site.database();
    Table table = database.schema().table(name);
    if (table == null) {
      throw Problem.of(
              "%s", YamlNode.unknown("table", name, database.schema().tables().keySet()) + ".")
          .toDo("Name one that tables.yaml tracks.")
          .exception();
    }
    if (key.size() != table.keyWidth()) {
      throw Problem.of(
              "The key of `%s` has %d columns, and %d values are given.",
              name, table.keyWidth(), key.size())
          .exception();
    }
    TrackedTables tables = database.tables();
    Key wanted = Key.of(key.toArray(String[]::new));
    try (ApplyTransaction tx = site.transactions().open()) {
      Parents parents = Sight.of(Placement.of(tables.rules()), tx).parents();
      Row row = tx.read(table, List.of(wanted)).get(wanted);
      return row == null
          ? Whereabouts.absent(new RowId(name, wanted))
          : tables.whereabouts(new StoredRow(table, row), parents);
    }
  }
}
