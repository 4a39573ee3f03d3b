package io.bactrian.apply;

import io.bactrian.changeset.Item.Request.What;
import io.bactrian.changeset.Key;
import java.time.Instant;
import java.util.Optional;

/**
 * The progress of a load, kept in {@link PartnerState} so that it continues after a crash. A load
 * sends our rows to a partner table by table, in key order. Each partner has at most one load at a
 * time, however often it asks. Immutable.
 *
 * @param scope what it sends
 * @param restart whether the stream to the partner still has to restart
 * @param incarnation the incarnation in which the stream restarts; 0 while that is not decided
 * @param position of our log after which it restarts
 * @param number our last changeset that the partner had applied when it asked
 * @param table the current table; null before the first
 * @param after key of its last row that was sent; null before the first
 * @param rows number of rows sent so far
 * @param granted whether it may run; false when the partner asked for it and {@link #grant} has not
 *     yet checked how often it does
 * @param then the load to start from the first row after this one; null for none
 * @param expected about how many rows there are to send; 0 when that is not known
 */
public record LoadProgress(
    String partner,
    LoadScope scope,
    boolean restart,
    long number,
    long incarnation,
    long position,
    String table,
    Key after,
    long rows,
    boolean granted,
    LoadScope then,
    long expected) {
  /** A new load that may run at once: a person, this site or a trusted partner asked for it. */
  public static LoadProgress begin(String partner, What what, boolean restart, long number) {
    return begin(partner, LoadScope.all(what), restart, number);
  }

  /**
   * As {@link #begin(String, What, boolean, long)}, maybe of some tables. A restart drops rows of
   * all tables, so it needs a scope that is whole.
   */
  public static LoadProgress begin(String partner, LoadScope scope, boolean restart, long number) {
    if (restart && !scope.isWhole()) {
      throw new IllegalArgumentException("a stream restarts only with a load of all tables");
    }
    return new LoadProgress(partner, scope, restart, number, 0, 0, null, null, 0, true, null, 0);
  }

  /** Kind of load. */
  public What what() {
    return scope.what();
  }

  /** Returns this load as one that a partner asked for, which needs {@link #grant}. */
  public LoadProgress requestedByPartner() {
    return with(table, after, rows, false, then);
  }

  /**
   * Combines this load with another request that arrived before it ended. Both requests are met.
   * Rows already sent are not sent again within this load, unless the stream restarts, which drops
   * them; a further load follows if this one has sent rows already, or is of another kind.
   */
  LoadProgress joined(LoadProgress more) {
    if (more.then != null) {
      LoadProgress later = begin(partner, more.then, false, more.number);
      return joined(more.with(more.table, more.after, more.rows, more.granted, null)).joined(later);
    }
    LoadScope all = scope.and(more.scope);
    boolean unspent = granted && table == null && (restart || incarnation == 0);
    if (more.restart) {
      return new LoadProgress(
          partner, all, true, more.number, 0, 0, null, null, 0, more.granted || unspent, null, 0);
    }
    if (table != null || !scope.joins(more.scope)) {
      return with(table, after, rows, granted, then == null ? more.scope : then.or(more.scope));
    }
    return new LoadProgress(
        partner,
        all,
        restart,
        restart ? number : more.number,
        incarnation,
        position,
        null,
        null,
        0,
        granted || more.granted,
        then,
        0);
  }

  /** Saves a request for a load; joins it with the load that is running, if any. */
  public static void ask(ApplyTransaction tx, LoadProgress wanted) {
    PartnerState now = tx.partner(wanted.partner);
    tx.savePartner(now.with(now.load() == null ? wanted : now.load().joined(wanted)));
  }

  /** Returns the partner's load; empty when there is none. */
  public static Optional<LoadProgress> of(ApplyTransaction tx, String partner) {
    return Optional.ofNullable(tx.partner(partner).load());
  }

  /** Saves this load as the partner's current one. */
  public void save(ApplyTransaction tx) {
    tx.savePartner(tx.partner(partner).with(this));
  }

  /** Removes the partner's load, finished or not. */
  public static void end(ApplyTransaction tx, String partner) {
    tx.savePartner(tx.partner(partner).withoutLoad());
  }

  /**
   * Lets the load start if the partner has not started too many. A person can start it at any time,
   * with {@code bactrian load}.
   *
   * @param most number of loads within {@link LoadStarts#COUNTS}
   * @return when it may start; empty when it starts now
   */
  public Optional<Instant> grant(ApplyTransaction tx, int most, Instant now) {
    PartnerState state = tx.partner(partner);
    Optional<Instant> later = state.begun().next(most, now);
    if (later.isEmpty()) {
      LoadProgress begins = with(table, after, rows, true, then);
      tx.savePartner(state.with(begins).with(state.begun().and(now)));
    }
    return later;
  }

  /**
   * Returns this load with the decision how the stream restarts. It is saved before the stream
   * restarts, so that a crash in between does not restart it twice.
   */
  public LoadProgress decided(long incarnation, long position) {
    return new LoadProgress(
        partner,
        scope,
        restart,
        number,
        incarnation,
        position,
        table,
        after,
        rows,
        granted,
        then,
        expected);
  }

  /** Returns this load after the stream has restarted. */
  public LoadProgress begun() {
    return new LoadProgress(
        partner,
        scope,
        false,
        number,
        incarnation,
        position,
        table,
        after,
        rows,
        granted,
        then,
        expected);
  }

  /** Returns this load with the number of rows that it has to send, about. */
  public LoadProgress of(long total) {
    return new LoadProgress(
        partner,
        scope,
        restart,
        number,
        incarnation,
        position,
        table,
        after,
        rows,
        granted,
        then,
        total);
  }

  /** Returns this load after {@code more} rows of a table were sent, through key {@code after}. */
  public LoadProgress told(String table, Key after, int more) {
    return with(table, after, rows + more, granted, then);
  }

  /**
   * Returns the load to start after this one, if one was requested meanwhile. One of some tables
   * may run at once: only a person asks for it.
   */
  public Optional<LoadProgress> next(boolean trusted) {
    return Optional.ofNullable(then)
        .map(more -> begin(partner, more, false, number))
        .map(more -> trusted || !more.scope.isWhole() ? more : more.requestedByPartner());
  }

  private LoadProgress with(String table, Key after, long rows, boolean granted, LoadScope then) {
    return new LoadProgress(
        partner,
        scope,
        restart,
        number,
        incarnation,
        position,
        table,
        after,
        rows,
        granted,
        then,
        expected);
  }
}
