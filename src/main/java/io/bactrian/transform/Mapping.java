package io.bactrian.transform;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /**
   * Every row of the receiver that this image may say something about, those included that a
   * condition leaves out at the moment: the hub looks at all of them before it answers. A mapping
   * with conditions has to override this; without, what it maps is all.
   *
   * @return the receiver's rows with their tables, in a fixed order
   */
  default Map<RowId, Table> reach(Table source, Row image) {
    Map<RowId, Table> rows = new LinkedHashMap<>();
    map(source, image)
        .forEach(part -> rows.put(new RowId(part.target().name(), part.key()), part.target()));
    return rows;
  }

  /**
   * Positions of a receiver's table that any part can give. In a row that is told whole, those that
   * none of its parts gives are NULL. A mapping that puts several rows together into one has to
   * override this; without, each row is given by one part, whole.
   */
  default BitSet given(Table target) {
    return new BitSet();
  }
}
