package io.bactrian.load;

import io.bactrian.apply.ComparedPart;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.util.List;
import java.util.Set;

/** Knows what our rows are to a spoke; at a spoke, what its own rows are. */
public interface Mapped {
  /** What our row gives rows of the spoke; empty when it can't be mapped. */
  List<ComparedPart> parts(String partner, Table table, Row row);

  /** Names of the spoke's tables that rows of ours may map to. */
  Set<String> targets(String partner, Table table);
}
