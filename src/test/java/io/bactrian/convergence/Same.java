package io.bactrian.convergence;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.RowPart;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/** Both sides have the same tables but for a name. */
record Same(Side target, Set<String> hidden) implements Mapping {
  @Override
  public String name() {
    return "same";
  }

  @Override
  public List<RowPart> map(Table source, Row image) {
    BitSet all = new BitSet();
    for (int c = 0; c < source.width(); c++) {
      all.set(c, !hidden.contains(source.column(c).name()));
    }
    return List.of(new RowPart(target.table(source.name()), image, all, true));
  }
}
