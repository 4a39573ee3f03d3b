package io.bactrian.apply;

import io.bactrian.changeset.Header;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Merge;
import io.bactrian.destination.DestinationRule;
import io.bactrian.destination.Placement;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.MappingException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
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
    policy = new HubSession.Policy(bounds, WaitSchedule.always(), null);
    Map<String, DestinationRule> rules = Map.copyOf(destinations);
    Set<String> altered = ConcurrentHashMap.newKeySet();
    view =
        new SpokeView(
            spoke,
            toHub,
            toSpoke,
            merge,
            rules,
            Sight.of(Placement.of(rules), null),
            ids,
            Set.copyOf(blocking),
            altered,
            sent);
  }

  private HubApplier(SpokeView view, HubSession.Policy policy) {
    this.view = view;
    this.policy = policy;
  }

  /**
   * Returns an applier that retries parked rows by this schedule, which all appliers of a spoke
   * share; without one, each call of {@link #retryWaiting} retries some of them.
   */
  public HubApplier by(WaitSchedule schedule) {
    return new HubApplier(view, new HubSession.Policy(policy.bounds(), schedule, policy.spool()));
  }

  /**
   * Returns an applier that keeps what it needs of a large changeset until its end in a file;
   * without, in memory.
   *
   * @param folder for such files, created if missing
   */
  public HubApplier spoolingTo(Path folder) {
    return new HubApplier(view, new HubSession.Policy(policy.bounds(), policy.schedule(), folder));
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

  /** What our row is to the spoke; empty when it can't be mapped. */
  public List<ComparedPart> compared(Table table, Row row) {
    try {
      return MappedChange.map(view.toSpoke(), table, row).values().stream()
          .map(part -> ComparedPart.of(part, view.toSpoke().columns(part.target())))
          .toList();
    } catch (MappingException cannot) {
      return List.of();
    }
  }

  /** Names of the spoke's tables that rows of ours may map to. */
  public Set<String> targets(Table table) {
    return view.toSpoke().targets(table.name());
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
   * Retries parked changes that are due, and commits. When many are, each call retries some of
   * them, and {@link WaitSchedule#isDue()} says whether more are. A row is written with all its
   * parked changes and gets its final verdict, or it stays parked and nothing is sent.
   */
  @Override
  public Applied retryWaiting(ApplyTransaction tx) {
    StreamState state = tx.lockStream(view.spoke());
    HubSession session = new HubSession(view, tx, state, state.number(), policy);
    session.retryDue();
    session.answer();
    tx.commit();
    session.committed();
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
   * or rejects them, with those that {@link #rejectedWith} names, which moves them to conflict
   * records. The spoke gets the final verdicts, except for rows that the database refuses again:
   * they stay parked.
   *
   * @param rows the spoke's rows, in the order in which they are tried
   * @param accept true to retry, false to reject
   * @param by the person who decided, for the conflict record
   * @return whether anything was parked for these rows
   */
  public boolean settle(ApplyTransaction tx, List<RowId> rows, boolean accept, String by) {
    if (!accept) {
      return reject(tx, rows, by, also -> true);
    }
    HubSession session = session(tx);
    boolean any = session.decisions().accept(new LinkedHashSet<>(rows), by);
    if (any) {
      commit(session);
    }
    return any;
  }

  /**
   * Rejects the parked changes of rows, as {@link #settle} does, if a person means that.
   *
   * @param meant whether these may be rejected along, which wait for a row that only the others
   *     would bring; asked before the commit. If not, the caller closes the transaction, and
   *     nothing is changed
   * @return whether anything was rejected
   */
  public boolean reject(
      ApplyTransaction tx, List<RowId> rows, String by, Predicate<Set<RowId>> meant) {
    HubSession session = session(tx);
    Set<RowId> these = new LinkedHashSet<>(rows);
    Set<RowId> all = session.decisions().reject(these, by);
    Set<RowId> also = new LinkedHashSet<>(all);
    also.removeAll(these);
    if (all.isEmpty() || !meant.test(also)) {
      return false;
    }
    commit(session);
    return true;
  }

  private HubSession session(ApplyTransaction tx) {
    StreamState state = tx.lockStream(view.spoke());
    return new HubSession(view, tx, state, state.number(), policy);
  }

  private static void commit(HubSession session) {
    session.answer();
    session.tx().commit();
    session.committed();
  }

  /**
   * Tries one row's parked changes with other values, and commits. Each change gets them, and the
   * spoke is told what stands; what it had sent is kept in a conflict record.
   *
   * @param values by column of the spoke's table, as a person wrote them
   * @return whether they were written; if not, they stay parked as the spoke sent them
   * @throws io.bactrian.problem.ProblemException when a column can't get such a value
   */
  public boolean settle(ApplyTransaction tx, RowId row, Map<String, String> values, String by) {
    HubSession session = session(tx);
    if (!session.decisions().accept(row, values, by)) {
      return false;
    }
    commit(session);
    return true;
  }

  /**
   * Which rows would be rejected along with these: they wait for one that only these would bring.
   * Changes nothing, if the caller closes the transaction without a commit.
   */
  public Set<RowId> rejectedWith(ApplyTransaction tx, List<RowId> rows) {
    Set<RowId> these = new LinkedHashSet<>(rows);
    Set<RowId> all = new LinkedHashSet<>(session(tx).decisions().reject(these, ""));
    all.removeAll(these);
    return all;
  }

  /**
   * What is parked of these rows, and our rows to which that maps.
   *
   * @param lock whether to lock the stream and our rows
   * @return by the spoke's row; without rows of which nothing is parked
   */
  public Map<RowId, ParkedRow> parked(ApplyTransaction tx, Collection<RowId> rows, boolean lock) {
    if (lock) {
      tx.lockStream(view.spoke());
    }
    return new ParkedTargets(view.toHub()).of(tx, view.spoke(), rows, lock);
  }

  /**
   * Tries parked changes of rows as {@link #settle} does, or with other values, and returns our
   * rows as they were and as they then are. The caller closes the transaction without a commit.
   *
   * @param accept false to reject: then our rows stay
   * @param values by column of the spoke's table; empty to try them as they are
   * @return our rows by the spoke's row; without rows that are not parked
   */
  public Map<RowId, List<HubRow>> attempt(
      ApplyTransaction tx, List<RowId> rows, boolean accept, Map<String, String> values) {
    StreamState state = tx.lockStream(view.spoke());
    Map<RowId, ParkedRow> before =
        new ParkedTargets(view.toHub()).of(tx, view.spoke(), rows, false);
    HubSession session = new HubSession(view, tx, state, state.number(), policy);
    if (accept && values.isEmpty()) {
      session.decisions().accept(new LinkedHashSet<>(rows), "");
    } else if (accept) {
      rows.forEach(row -> session.decisions().accept(row, values, ""));
    }
    return ParkedTargets.after(tx, before);
  }
}
