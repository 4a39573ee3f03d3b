package io.bactrian.conflict;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.util.List;

/**
 * A conflict for a rule to decide, on one column group of a row, or on the whole row when one side
 * is absent. Immutable.
 *
 * @param kind which changes conflict
 * @param versions the versions of the row, in the columns in question; in all columns that the
 *     spoke gives when a side is absent
 */
public record Conflict(Kind kind, Versions versions) {

  /** Creates a conflict from the parts of {@link Versions}. */
  public Conflict(
      Kind kind, Table table, List<Integer> columns, Row base, Row ours, Row theirs, String spoke) {
    this(kind, new Versions(table, Versions.columns(columns), base, ours, theirs, spoke));
  }

  public Table table() {
    return versions.table();
  }

  /** Positions of the columns in question, ascending. */
  public List<Integer> columns() {
    return versions.columns().stream().boxed().toList();
  }

  public Row base() {
    return versions.base();
  }

  public Row ours() {
    return versions.ours();
  }

  public Row theirs() {
    return versions.theirs();
  }

  /** Whether one side has no row, so that the whole row is in question. */
  boolean aboutPresence() {
    return ours() == null || theirs() == null;
  }

  /** Whether both sides had the row and its version before is known, as a sum needs. */
  public boolean hasDifferences() {
    return base() != null && !aboutPresence();
  }

  public String spoke() {
    return versions.spoke();
  }
}
