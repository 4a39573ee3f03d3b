package io.bactrian.destination;

import io.bactrian.changeset.RowId;

/** The rows by which others are placed, as they stand at one moment. */
@FunctionalInterface
public interface Parents {

  /** Null when there is no such row. */
  StoredRow row(RowId id);
}
