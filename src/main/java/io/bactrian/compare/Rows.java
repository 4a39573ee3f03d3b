package io.bactrian.compare;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.util.Collection;
import java.util.function.Consumer;

/** A site's tracked rows, to be read as often as needed, for {@link Comparison}. */
public interface Rows {
  String site();

  /** The tracked tables. */
  Collection<Table> tables();

  /** Gives each row of one of them, in any order, in canonical text. */
  void each(Table table, Consumer<Row> row);
}
