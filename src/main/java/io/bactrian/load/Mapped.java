package io.bactrian.load;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.util.List;

/** Knows what our rows are to a spoke. */
@FunctionalInterface
public interface Mapped {
  /** Names of the spoke's tables in which our row is a row; empty when it is at most a part. */
  List<String> tables(String spoke, Table table, Row row);
}
