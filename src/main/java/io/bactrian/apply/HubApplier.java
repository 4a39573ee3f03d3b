package io.bactrian.apply;

import io.bactrian.changeset.Header;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Merge;
import io.bactrian.destination.DestinationRule;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.MappingException;
import io.bactrian.transform.RowPart;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Applies a spoke's changesets at the hub, each in one transaction: section 4 of the protocol, "At
 * the hub". Locks and loads the rows of a batch, decides them in memory ({@link Merge}), writes
 * them, parks the changes that the database refuses, and decides the batch again without these.
 * Thread-safe; each transaction is used by one thread.
 */
public final class HubApplier implements Applier {
  private final SpokeView view;
  private final HubSession.Policy policy;

  /**
   * @param toHub from the spoke's tables to ours
   * @param toSpoke from our tables to the spoke's
   * @param destinations rules by name of our table; no spoke sees a table without a rule
   * @param ids generates ids for conflict records
   * @param blocking names of our tables with {@code on-refusal: hold}: a refused row puts the whole
   *     stream on hold
   * @param bounds limits on what the spoke may leave here
   * @param sent finds what the spoke has not applied yet
   */
  public HubApplier(
      String spoke,
      Mapping toHub,
      Mapping toSpoke,
      Merge merge,
      Map<String, DestinationRule> destinations,
      Supplier<String> ids,
      Set<String> blocking,
      Bounds bounds,
      SentChanges sent) {
    policy = new HubSession.Policy(bounds, new AtomicLong());
    Map<String, DestinationRule> rules = Map.copyOf(destinations);
    Set<String> altered = ConcurrentHashMap.newKeySet();
    view =
        new SpokeView(
            spoke, toHub, toSpoke, merge, rules, ids, Set.copyOf(blocking), altered, sent);
  }

  /** Creates an applier that parks all refused rows, without limits. */
  public HubApplier(
      String spoke,
      Mapping toHub,
      Mapping toSpoke,
      Merge merge,
      Map<String, DestinationRule> destinations,
      Supplier<String> ids) {
    this(spoke, toHub, toSpoke, merge, destinations, ids, Set.of(), Bounds.NONE, SentChanges.NONE);
  }

  /**
   * Names of the spoke's tables in which our row is a row of its own, and not only a part; empty
   * when it can't be mapped.
   */
  public List<String> tablesOf(Table table, Row row) {
    try {
      return MappedChange.map(view.toSpoke(), table, row).values().stream()
          .filter(RowPart::owner)
          .map(part -> part.target().name())
          .toList();
    } catch (MappingException cannot) {
      return List.of();
    }
  }

  @Override
  public ChangesetTransaction begin(ApplyTransaction tx, Header header, String hash) {
    StreamState state = tx.lockStream(view.spoke());
    StreamGuard.check(state, header);
    HubSession session = new HubSession(view, tx, state, header.number(), policy);
    if (header.incarnation() > Header.incarnation(state.number())) {
      session.restarts();
    }
    return new ChangesetTransaction(tx, header, hash, session);
  }

  /**
   * Retries parked changes, oldest first, and commits. When many are parked, each call retries some
   * of them. A row is written with all its parked changes and gets its final verdict, or it stays
   * parked and nothing is sent.
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
   * Settles the parked changes of one row, as {@link #settle(ApplyTransaction, List, boolean,
   * String)} does those of several.
   */
  public boolean settle(ApplyTransaction tx, RowId row, boolean accept, String by) {
    return settle(tx, List.of(row), accept, by);
  }

  /**
   * Settles the parked changes of rows, and commits: retries them as if they arrived now, together,
   * or rejects them, which moves them to conflict records. The spoke gets the final verdicts,
   * except for rows that the database refuses again: they stay parked.
   *
   * @param rows the spoke's rows, in the order in which they are tried
   * @param accept true to retry, false to reject
   * @param by the person who decided, for the conflict record
   * @return whether anything was parked for these rows
   */
  public boolean settle(ApplyTransaction tx, List<RowId> rows, boolean accept, String by) {
    StreamState state = tx.lockStream(view.spoke());
    HubSession session = new HubSession(view, tx, state, state.number(), policy);
    if (!session.settle(new LinkedHashSet<>(rows), accept, by)) {
      return false;
    }
    session.answer();
    tx.commit();
    return true;
  }
}
