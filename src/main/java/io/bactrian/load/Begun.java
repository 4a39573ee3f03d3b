package io.bactrian.load;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.changeset.Table;
import java.util.List;

/** Is told when the first rows of a load to a spoke are sent. */
@FunctionalInterface
public interface Begun {
  /**
   * Called in the transaction that records the first page, before it is read; rolled back with it.
   * Everything that is appended to the outbox from here on follows in the log.
   *
   * @param tables the tables that the load sends, parents before their children
   * @param mirror whether rows that only the spoke has are removed there in the end
   */
  void begun(ApplyTransaction tx, String partner, List<Table> tables, boolean mirror);
}
