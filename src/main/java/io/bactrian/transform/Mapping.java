package io.bactrian.transform;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.util.List;

/**
 * One direction between two kinds of system: from images of the sender's rows to parts of the
 * receiver's rows. Pure and thread-safe.
 */
public interface Mapping {

  /** Name and version for records and headers, e.g. {@code hq-to-shop v3}. */
  String name();

  /**
   * @param source the sender's table as the changeset declares it
   * @param image a whole row of it, never null
   * @return the parts, in the order of the file; empty when the mapping ignores the table or a
   *     condition leaves the row out
   * @throws MappingException when the table or a column is not mapped and not ignored, or a value
   *     can't be converted; the message names file and line and no row value
   */
  List<RowPart> map(Table source, Row image);
}
