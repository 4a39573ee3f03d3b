package io.bactrian.apply;

import io.bactrian.changeset.Header;
import io.bactrian.changeset.RowId;
import io.bactrian.conflict.Merge;
import io.bactrian.destination.DestinationRule;
import io.bactrian.transform.Mapping;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The hub judges a spoke's changeset, in one transaction: section 4 of the protocol, "At the hub".
 * Rows are decided purely in memory ({@link Merge}) on rows locked and loaded a batch at a time;
 * what the database then refuses is parked, and the batch is decided again without it. Thread-safe;
 * a transaction belongs to one thread.
 */
public final class HubApplier implements Applier {
  private final SpokeView view;
  private final HubSession.Policy policy;

  /**
   * @param toHub from the spoke's tables to ours
   * @param toSpoke from our tables to the spoke's
   * @param destinations of our tables; a table without a rule is seen by nobody
   * @param ids for conflict records
   * @param blocking tables of ours of which a refused row holds the whole stream
   * @param bounds how much the spoke may leave behind
   */
  public HubApplier(
      String spoke,
      Mapping toHub,
      Mapping toSpoke,
      Merge merge,
      Map<String, DestinationRule> destinations,
      Supplier<String> ids,
      Set<String> blocking,
      Bounds bounds) {
    policy = new HubSession.Policy(bounds, new AtomicLong());
    Map<String, DestinationRule> rules = Map.copyOf(destinations);
    Set<String> altered = ConcurrentHashMap.newKeySet();
    view = new SpokeView(spoke, toHub, toSpoke, merge, rules, ids, Set.copyOf(blocking), altered);
  }

  /** The same with all refused rows parked, however many. */
  public HubApplier(
      String spoke,
      Mapping toHub,
      Mapping toSpoke,
      Merge merge,
      Map<String, DestinationRule> destinations,
      Supplier<String> ids) {
    this(spoke, toHub, toSpoke, merge, destinations, ids, Set.of(), Bounds.NONE);
  }

  @Override
  public ChangesetTransaction begin(ApplyTransaction tx, Header header, String hash) {
    StreamState state = tx.lockStream(view.spoke());
    StreamGuard.check(state, header);
    HubSession session = new HubSession(view, tx, state, header.number(), policy);
    return new ChangesetTransaction(tx, header, hash, session);
  }

  /**
   * Tries again what is parked, oldest first, of much only some at a time, and commits: whatever it
   * waited for may have come meanwhile. A row that goes in, with all its waiting changes, gets its
   * final verdict; of one that doesn't, nothing is sent.
   */
  @Override
  public Applied retryWaiting(ApplyTransaction tx) {
    StreamState state = tx.lockStream(view.spoke());
    HubSession session = new HubSession(view, tx, state, state.number(), policy);
    session.retryParked();
    session.answer();
    tx.commit();
    return session.tally.applied();
  }

  /**
   * Settles what is parked for one row of the spoke, and commits: tries it again as if it arrived
   * now, or gives it up, which keeps it in a conflict record. Either way the spoke gets the final
   * verdict, unless the database refuses again: then it stays parked.
   *
   * @param row the spoke's
   * @param accept try again; false: give up
   * @param by who decided, for the record
   * @return whether anything was parked for this row
   */
  public boolean settle(ApplyTransaction tx, RowId row, boolean accept, String by) {
    StreamState state = tx.lockStream(view.spoke());
    HubSession session = new HubSession(view, tx, state, state.number(), policy);
    List<Wait> waiting = session.waiting(row);
    if (waiting.isEmpty()) {
      return false;
    }
    if (accept) {
      session.again(waiting);
    } else {
      session.giveUp(waiting, by);
    }
    session.answer();
    tx.commit();
    return true;
  }
}
