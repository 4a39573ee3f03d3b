package io.bactrian.apply;

import io.bactrian.changeset.Header;
import io.bactrian.changeset.Table;
import io.bactrian.transform.Mapping;
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
public final class SpokeApplier implements Applier {
  private final HubView view;

  /**
   * @param toSpoke from the hub's tables to ours
   * @param throughPosition log position that our changeset of this number covers
   * @param tables ours, by name
   * @param ids for conflict records
   * @param blocking tables of ours of which a refused row holds the whole stream
   */
  public SpokeApplier(
      String hub,
      Mapping toSpoke,
      PendingRows pendingRows,
      LongUnaryOperator throughPosition,
      Map<String, Table> tables,
      Supplier<String> ids,
      Set<String> blocking) {
    Map<String, Table> ours = Map.copyOf(tables);
    Set<String> hold = Set.copyOf(blocking);
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

  @Override
  public ChangesetTransaction begin(ApplyTransaction tx, Header header, String hash) {
    StreamState state = tx.lockStream(view.hub());
    StreamGuard.check(state, header);
    SpokeSession session = new SpokeSession(view, tx, header.number(), state);
    if (header.incarnation() > Header.incarnation(state.number())) {
      session.restarts();
    }
    return new ChangesetTransaction(tx, header, hash, session);
  }

  /**
   * Tries again what is deferred, and commits: a user may have cleared what stood in its way.
   * Pending is checked again; an entry that can't be written yet stays deferred.
   */
  @Override
  public Applied retryWaiting(ApplyTransaction tx) {
    StreamState state = tx.lockStream(view.hub());
    SpokeSession session = new SpokeSession(view, tx, state.number(), state);
    session.retryDeferred();
    tx.commit();
    return session.tally.applied();
  }
}
