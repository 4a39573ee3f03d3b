package io.bactrian.decide;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.ConflictCounts;
import io.bactrian.apply.HubApplier;
import io.bactrian.changelog.ConflictLog;
import io.bactrian.changelog.ConflictNotes;
import io.bactrian.changeset.Schema;
import io.bactrian.conflict.Rules;
import io.bactrian.database.ApplyTransactions;
import io.bactrian.database.LinkedRows;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where questions come from and decisions are written. Thread-safe.
 *
 * @param conflicts stored conflicts
 * @param notes what people wrote about questions
 * @param waiting parked changes and held rows
 * @param aside rows that are too large for a partner
 * @param appliers by spoke; empty at a spoke
 * @param schema the tables as they are now
 * @param linked finds parents and children
 * @param rules the rules in use; gives null at a spoke
 * @param older rules that were in use
 */
public record Hub(
    ConflictLog conflicts,
    ConflictNotes notes,
    WaitingChanges waiting,
    AsideRows aside,
    Map<String, HubApplier> appliers,
    ApplyTransactions transactions,
    Schema schema,
    LinkedRows linked,
    Supplier<Rules> rules,
    OlderRules older) {
  public Hub {
    appliers = Map.copyOf(appliers);
  }

  /** Subtracts conflicts that are closed or deleted from the counts of their spokes. */
  public static void uncount(ApplyTransactions transactions, Map<String, ConflictCounts> gone) {
    gone.forEach(
        (spoke, counts) -> {
          try (ApplyTransaction tx = transactions.open()) {
            ConflictCounts.minus(tx, spoke, counts);
            tx.commit();
          }
        });
  }
}
