package io.bactrian.transform;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Maps rows of one system to another, in one direction: a sender's row gives parts of the
 * receiver's rows. Pure and thread-safe.
 */
public interface Mapping {

  /** Name and version, shown in records and headers, e.g. {@code hq-to-shop v3}. */
  String name();

  /**
   * @param source the sender's table as the changeset declares it
   * @param image a whole row of it, never null
   * @return the parts, in the order of the file; empty when the mapping ignores the table or a
   *     condition leaves the row out
   * @throws MappingException when a table or column is neither mapped nor ignored, or a value can't
   *     be converted; the message names file and line, but no row value
   */
  List<RowPart> map(Table source, Row image);

  /**
   * All rows of the receiver that the image can map to, including those that a condition leaves out
   * now: the hub reads all of them before it answers. The default, the rows of {@link #map}, is
   * right only for mappings without conditions.
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
   * Names of the receiver's tables that rows of this table of the sender can map to, for all its
   * shapes; empty for a table that is ignored or unknown. The default is right only for mappings
   * that keep the names of tables.
   */
  default Set<String> targets(String source) {
    return Set.of(source);
  }

  /**
   * Positions of the columns of a receiver's table that any part can provide. If a whole row is
   * sent, those that none of its parts provides are NULL. The default is right only if one part
   * provides each row; a mapping that merges several rows into one must override this.
   */
  default BitSet given(Table target) {
    return new BitSet();
  }

  /**
   * Positions of the columns of a receiver's table that any row of the sender may provide, also
   * where one part provides each row. The default is all.
   */
  default BitSet columns(Table target) {
    BitSet all = new BitSet();
    all.set(0, target.width());
    return all;
  }
}
