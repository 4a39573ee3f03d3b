package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.transform.Mapping;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/**
 * How a spoke sees the hub. Thread-safe as far as its parts are.
 *
 * @param throughPosition log position that our changeset of this number covers
 * @param tables ours, by name
 * @param ids for conflict records
 * @param blocking tables of ours of which a refused row holds the whole stream
 */
record HubView(
    String hub,
    Mapping toSpoke,
    PendingRows pendingRows,
    LongUnaryOperator throughPosition,
    Map<String, Table> tables,
    Supplier<String> ids,
    Set<String> blocking) {

  /**
   * The same for one transaction that holds the stream's lock: meanwhile nobody begins our stream
   * again, so that each changeset of ours is asked for once.
   */
  HubView forOneTransaction() {
    Map<Long, Long> known = new HashMap<>();
    LongUnaryOperator once = number -> known.computeIfAbsent(number, throughPosition::applyAsLong);
    return new HubView(hub, toSpoke, pendingRows, once, tables, ids, blocking);
  }

  HubEntry intent(Item.Verdict verdict) {
    RowId id = new RowId(verdict.table(), verdict.key());
    return new HubEntry(
        id,
        tables.get(verdict.table()),
        null,
        Verdicts.part(toSpoke, id, verdict.rows()),
        verdict,
        verdict.number(),
        false);
  }
}
