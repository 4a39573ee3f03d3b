package io.bactrian.transform;

import java.util.List;

/**
 * The way out for a table that no declaration can map ({@code bean:} in a mapping file). An
 * implementation has a public constructor without parameters, is thread-safe, and always gives the
 * same for the same row: no clock, no chance, no database.
 */
public interface RowTransformer {

  /**
   * @param row a whole row of the sender
   * @return parts of the receiver's rows, empty to leave the row out; never null
   */
  List<TargetRow> map(SourceRow row);
}
