package io.bactrian.decide;

import io.bactrian.apply.HubRow;
import io.bactrian.changeset.Row;
import io.bactrian.database.LinkedRows;
import java.util.List;

/**
 * The rows at the hub with which a row is linked by foreign keys.
 *
 * @param row whose links these are
 * @param parents rows that it refers to
 * @param children rows that refer to it
 */
public record Links(
    HubRow row, List<LinkedRows.Parent> parents, List<LinkedRows.Children> children) {
  public Links {
    parents = List.copyOf(parents);
    children = List.copyOf(children);
  }

  static Links of(LinkedRows linked, HubRow row) {
    Row refers = row.row() != null ? row.row() : row.coming();
    return refers == null
        ? new Links(row, List.of(), linked.children(row.table(), row.key()))
        : new Links(row, linked.parents(row.table(), refers), linked.children(row.table(), refers));
  }
}
