package io.bactrian.apply;

import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.MalformedChangesetException;
import io.bactrian.changeset.RowId;
import io.bactrian.conflict.Merge;
import io.bactrian.destination.DestinationRule;
import io.bactrian.transform.Mapping;
import java.util.ArrayList;
import java.util.Iterator;
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
public final class HubApplier {
  private final SpokeView view;
  private final Bounds bounds;

  /** Which of what is parked is tried next, if there is so much that it is not tried together. */
  private final AtomicLong turn = new AtomicLong();

  /**
   * @param toHub from the spoke's tables to ours
   * @param toSpoke from our tables to the spoke's
   * @param destinations of our tables; a table without a rule is seen by nobody
   * @param ids for conflict records
   * @param holding tables of ours of which a refused row holds the whole stream
   * @param bounds how much the spoke may leave behind
   */
  public HubApplier(
      String spoke,
      Mapping toHub,
      Mapping toSpoke,
      Merge merge,
      Map<String, DestinationRule> destinations,
      Supplier<String> ids,
      Set<String> holding,
      Bounds bounds) {
    this.bounds = bounds;
    Map<String, DestinationRule> rules = Map.copyOf(destinations);
    Set<String> altered = ConcurrentHashMap.newKeySet();
    view = new SpokeView(spoke, toHub, toSpoke, merge, rules, ids, Set.copyOf(holding), altered);
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

  /**
   * Applies, tries again what is parked if anything was written, and commits.
   *
   * @throws StreamGuard.OutOfStepException when this is not the next changeset of the stream
   * @throws RowRefusedException when a row of a table that holds the stream is refused
   * @throws LimitReachedException when more would wait, or be recorded, than the bounds let
   * @throws MalformedChangesetException when it says what only a hub may say
   * @throws ApplyAgainException when the same has to be applied once more
   */
  public Applied apply(ApplyTransaction tx, Header header, String hash, Iterator<Item> items) {
    StreamState state = tx.lockStream(view.spoke());
    StreamGuard.check(state, header);
    HubSession session = new HubSession(view, tx, header.number(), bounds);
    List<Parts> batch = new ArrayList<>();
    BatchLimit limit = new BatchLimit();
    while (items.hasNext()) {
      Item item = items.next();
      if (item instanceof Item.Change change) {
        session.tally.changes++;
        batch.add(Parts.of(view.toHub(), change));
      } else if (item instanceof Item.Present present) {
        session.tally.changes++;
        batch.add(Parts.of(view.toHub(), present));
      } else if (item instanceof Item.Request request) {
        session.tally.changes++;
        session.request(permitted(request));
      } else if (item instanceof Item.Verdict) {
        throw MalformedChangesetException.notForASpoke("a verdict");
      }
      if (limit.add(item).reached()) {
        session.work(batch);
        batch.clear();
        limit.clear();
      }
    }
    session.work(batch);
    if (session.tally.written > 0) {
      session.retry(turn);
      session.retryNew();
    }
    session.requireNoneHolds();
    session.answer();
    if (session.tally.changes > 0) {
      Item.Marker marker = new Item.Marker(header.incarnation(), header.number());
      tx.append(List.of(new OutboxRecord.MarkerFor(view.spoke(), marker)));
    }
    tx.saveStream(
        new StreamState(
            view.spoke(),
            header.incarnation(),
            header.number(),
            hash,
            state.acknowledgedNumber(),
            state.acknowledgedPosition()));
    tx.commit();
    return session.tally.applied();
  }

  /** A spoke asks for its rows, and for nothing else. */
  private static Item.Request permitted(Item.Request request) {
    if (request.what() != Item.Request.What.LOAD) {
      throw MalformedChangesetException.notForASpoke("a request to " + request.what());
    }
    return request;
  }

  /**
   * Tries again what is parked, oldest first, of much only some at a time, and commits: whatever it
   * waited for may have come meanwhile. A row that goes in, with all its waiting changes, gets its
   * final verdict; of one that doesn't, nothing is sent.
   */
  public Applied retryParked(ApplyTransaction tx) {
    StreamState state = tx.lockStream(view.spoke());
    HubSession session = new HubSession(view, tx, state.number(), bounds);
    session.retry(turn);
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
    HubSession session = new HubSession(view, tx, state.number(), bounds);
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
