package io.bactrian.apply;

import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Table;
import io.bactrian.transform.Mapping;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/**
 * A spoke rebases onto the hub's stream, in one transaction a changeset: section 4 of the protocol,
 * "At a spoke". What is pending is checked after the rows are locked, in new statements: the
 * outbox, capture's row, then the changelog. Thread-safe as far as {@link PendingRows} is; a
 * transaction belongs to one thread.
 */
public final class SpokeApplier {
  private final HubView view;

  /**
   * @param toSpoke from the hub's tables to ours
   * @param throughPosition log position that our changeset of this number covers
   * @param tables ours, by name
   * @param ids for conflict records
   * @param holding tables of ours of which a refused row holds the whole stream
   */
  public SpokeApplier(
      String hub,
      Mapping toSpoke,
      PendingRows pendingRows,
      LongUnaryOperator throughPosition,
      Map<String, Table> tables,
      Supplier<String> ids,
      Set<String> holding) {
    Map<String, Table> ours = Map.copyOf(tables);
    Set<String> hold = Set.copyOf(holding);
    view = new HubView(hub, toSpoke, pendingRows, throughPosition, ours, ids, hold);
  }

  /** The same with all refused rows held by themselves. */
  public SpokeApplier(
      String hub,
      Mapping toSpoke,
      PendingRows pendingRows,
      LongUnaryOperator throughPosition,
      Map<String, Table> tables,
      Supplier<String> ids) {
    this(hub, toSpoke, pendingRows, throughPosition, tables, ids, Set.of());
  }

  /**
   * Applies, tries again what is held, and commits.
   *
   * @throws RowRefusedException when a row of a table that holds the stream is refused
   */
  public synchronized Applied apply(
      ApplyTransaction tx, Header header, String hash, Iterator<Item> items) {
    StreamState state = tx.lockStream(view.hub());
    StreamGuard.check(state, header);
    SpokeSession session = new SpokeSession(view, tx, header.number(), state);
    if (header.incarnation() > Header.incarnation(state.number())) {
      session.beginsAnew();
    }
    List<Intent> batch = new ArrayList<>();
    BatchLimit limit = new BatchLimit();
    while (items.hasNext()) {
      Item item = items.next();
      if (item instanceof Item.Marker marker) {
        session.work(batch);
        batch.clear();
        session.marker(marker);
      } else if (item instanceof Item.Change change) {
        session.tally.changes++;
        Parts.of(view.toSpoke(), change)
            .rows()
            .forEach((id, pair) -> batch.add(Intent.of(id, pair)));
      } else if (item instanceof Item.Present present) {
        session.tally.changes++;
        Parts.of(view.toSpoke(), present)
            .rows()
            .forEach((id, pair) -> batch.add(Intent.loaded(id, pair)));
      } else if (item instanceof Item.Verdict verdict) {
        session.tally.changes++;
        batch.add(view.intent(verdict));
      } else if (item instanceof Item.Request request) {
        session.tally.changes++;
        session.work(batch);
        batch.clear();
        session.request(request);
      }
      if (limit.add(item).reached() || batch.isEmpty()) {
        session.work(batch);
        batch.clear();
        limit.clear();
      }
    }
    session.work(batch);
    session.retryHeld();
    session.requireNoneHolds();
    if (session.tally.changes > 0) {
      Item.Marker marker = new Item.Marker(header.incarnation(), header.number());
      tx.append(List.of(new OutboxRecord.MarkerFor(view.hub(), marker)));
    }
    tx.saveStream(session.state(header.incarnation(), header.number(), hash));
    tx.commit();
    return session.tally.applied();
  }

  /**
   * Tries again what is held, and commits: a user may have cleared what stood in its way. Pending
   * is checked again; an entry that can't be written yet stays held.
   */
  public synchronized Applied retryHeld(ApplyTransaction tx) {
    StreamState state = tx.lockStream(view.hub());
    SpokeSession session = new SpokeSession(view, tx, state.number(), state);
    session.retryHeld();
    tx.commit();
    return session.tally.applied();
  }
}
