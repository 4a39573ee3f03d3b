package io.bactrian.apply;

import io.bactrian.changeset.Header;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowLimits;
import io.bactrian.changeset.Table;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.RowPart;
import java.util.BitSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/**
 * Applies the hub's changesets at a spoke, each in one transaction: section 4 of the protocol, "At
 * a spoke". After locking rows it checks which have pending changes, with new statements in this
 * order: the outbox, capture's row, the changelog. Thread-safe if {@link PendingRows} is; each
 * transaction is used by one thread.
 */
public final class SpokeApplier implements Applier {
  private final HubView view;
  private final WaitSchedule schedule;

  /**
   * @param toSpoke from the hub's tables to ours
   * @param throughPosition returns the log position that our changeset of this number covers
   * @param tables our tables, by name
   * @param ids generates ids for conflict records
   * @param blocking names of our tables with {@code on-refusal: hold}: a refused row puts the whole
   *     stream on hold
   * @param altered where rows are reported that our triggers altered
   */
  public SpokeApplier(
      String hub,
      Mapping toSpoke,
      PendingRows pendingRows,
      LongUnaryOperator throughPosition,
      Map<String, Table> tables,
      Supplier<String> ids,
      Set<String> blocking,
      AlteredRows altered) {
    Map<String, Table> ours = Map.copyOf(tables);
    Set<String> hold = Set.copyOf(blocking);
    int told = RowLimits.ALWAYS_TOLD;
    view = new HubView(hub, toSpoke, pendingRows, throughPosition, ours, ids, hold, altered, told);
    schedule = WaitSchedule.always();
  }

  private SpokeApplier(HubView view, WaitSchedule schedule) {
    this.view = view;
    this.schedule = schedule;
  }

  /**
   * Returns an applier that retries deferred entries by this schedule; without one, it tries all of
   * them each time.
   */
  public SpokeApplier by(WaitSchedule other) {
    return new SpokeApplier(view, other);
  }

  /**
   * Returns an applier for a hub that is told of lower limits than any that can be configured.
   *
   * @param length of the values that the hub's deletes always tell
   */
  public SpokeApplier telling(int length) {
    return new SpokeApplier(view.telling(length), schedule);
  }

  /** Creates an applier that defers all refused rows, for tables without triggers. */
  public SpokeApplier(
      String hub,
      Mapping toSpoke,
      PendingRows pendingRows,
      LongUnaryOperator throughPosition,
      Map<String, Table> tables,
      Supplier<String> ids) {
    this(hub, toSpoke, pendingRows, throughPosition, tables, ids, Set.of(), AlteredRows.NONE);
  }

  /** Our row, in the columns that the hub's rows give it. */
  public ComparedPart compared(Table table, Row row) {
    BitSet given = view.toSpoke().columns(table);
    return ComparedPart.of(new RowPart(table, row, given, true), given);
  }

  @Override
  public ChangesetTransaction begin(ApplyTransaction tx, Header header, String hash) {
    StreamState state = tx.lockStream(view.hub());
    StreamGuard.check(state, header);
    SpokeSession session = new SpokeSession(view, tx, header.number(), state, schedule);
    if (header.incarnation() > Header.incarnation(state.number())) {
      session.restarts();
    }
    return new ChangesetTransaction(tx, header, hash, session);
  }

  /**
   * Retries deferred entries that are due, and commits: a user may have removed the obstacle.
   * Checks again which rows have pending changes. An entry that still can't be written stays
   * deferred.
   */
  @Override
  public Applied retryWaiting(ApplyTransaction tx) {
    StreamState state = tx.lockStream(view.hub());
    SpokeSession session = new SpokeSession(view, tx, state.number(), state, schedule);
    session.retryDeferred();
    session.answer();
    tx.commit();
    session.committed();
    return session.tally.applied();
  }
}
