package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.transform.Mapping;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/**
 * What a spoke's applier knows of its hub: settings and functions for applying the hub's stream.
 * Thread-safe if its parts are.
 *
 * @param throughPosition returns the log position that our changeset of this number covers
 * @param tables our tables, by name
 * @param ids generates ids for conflict records
 * @param blocking names of our tables with {@code on-refusal: hold}: a refused row puts the whole
 *     stream on hold
 * @param altered where rows are reported that our triggers altered
 * @param told length of the values that the hub's deletes always tell
 */
record HubView(
    String hub,
    Mapping toSpoke,
    PendingRows pendingRows,
    LongUnaryOperator throughPosition,
    Map<String, Table> tables,
    Supplier<String> ids,
    Set<String> blocking,
    AlteredRows altered,
    int told) {

  /**
   * Returns a view for one transaction that has locked the stream. Since our stream can't restart
   * meanwhile, it caches the position of each changeset.
   */
  HubView forOneTransaction() {
    Map<Long, Long> known = new HashMap<>();
    LongUnaryOperator once = number -> known.computeIfAbsent(number, throughPosition::applyAsLong);
    return new HubView(hub, toSpoke, pendingRows, once, tables, ids, blocking, altered, told);
  }

  /** The same for a hub whose deletes tell values of another length. */
  HubView telling(int length) {
    return new HubView(
        hub, toSpoke, pendingRows, throughPosition, tables, ids, blocking, altered, length);
  }

  /** What the hub asks for, in our tables; empty when it names only tables that don't map here. */
  Optional<LoadScope> scope(Item.Request request) {
    List<String> ours =
        request.tables().stream().flatMap(name -> toSpoke.targets(name).stream()).toList();
    return request.tables().isEmpty() || !ours.isEmpty()
        ? Optional.of(LoadScope.of(request.what(), ours))
        : Optional.empty();
  }

  HubEntry entry(Item.Verdict verdict) {
    RowId id = new RowId(verdict.table(), verdict.key());
    Table table = tables.get(verdict.table());
    return new HubEntry(
        id,
        table,
        null,
        verdict.later() && table != null
            ? Verdicts.absentParts(toSpoke, table, id, verdict.rows())
            : Verdicts.part(toSpoke, id, verdict.rows()),
        verdict,
        verdict.number(),
        false);
  }
}
