package io.bactrian.capture;

import io.bactrian.changeset.RowId;
import io.bactrian.destination.Placement.Below;
import io.bactrian.destination.StoredRow;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How rows stood at moments within one snapshot of the outbox: what is in the tables, without the
 * changes after the moment. Moments count the changes in the order in which they are captured. Of
 * tables by which others are placed, and of those that are. For one thread.
 */
public interface RowsThen {

  /** The rows as they stood; those that were absent are left out. */
  Map<RowId, StoredRow> at(long moment, Set<RowId> ids);

  /** Whether a row has a change after one moment, through the other. */
  boolean changed(RowId row, long after, long through);

  /** The rows by which others are placed that have a change in that time, each once. */
  Iterator<RowId> changedParents(long after, long through);

  /** The rows that referred to one of these. */
  Iterator<StoredRow> children(Below below, List<RowId> parents, long moment);
}
