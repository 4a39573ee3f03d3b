package io.bactrian.transform;

import java.util.List;

/**
 * Maps a table that declarations in a mapping file can't map ({@code bean:}). An implementation has
 * a public constructor without parameters, is thread-safe, and is deterministic: it uses no clock,
 * random numbers or database.
 */
public interface RowTransformer {

  /**
   * @param row all columns of a sender's row
   * @return parts of the receiver's rows, empty to leave the row out; never null
   */
  List<TargetRow> map(SourceRow row);
}
