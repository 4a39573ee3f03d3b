package io.bactrian.monitor;

import java.util.List;

/**
 * Rows of one table that stand otherwise than the partner sent them, because a trigger of this
 * database altered them or kept them away.
 *
 * @param rows how often that happened; a row counts each time it is applied
 * @param columns in which rows differed; empty when they were kept away
 */
public record AlteredTable(String table, long rows, List<String> columns) {
  public AlteredTable {
    columns = List.copyOf(columns);
  }

  @Override
  public String toString() {
    return "%s: %,d%s"
        .formatted(table, rows, columns.isEmpty() ? "" : ", in " + String.join(", ", columns));
  }
}
