package io.bactrian.apply;

import io.bactrian.changeset.Item.Request.What;
import io.bactrian.changeset.Key;
import java.time.Instant;
import java.util.Optional;

/**
 * A load under way, kept in {@link PartnerState} so that it goes on where a crash left it: rows of
 * ours are sent to a partner table by table, in the order of the key. There is one with a partner
 * at a time, however often it asks.
 *
 * @param what was asked for
 * @param restart the stream to the partner is yet to restart
 * @param incarnation in which the stream restarts; 0 while that is not decided
 * @param position of our log after which it does
 * @param number our last changeset that the partner had applied when it asked
 * @param table under way; null before the first
 * @param after key of the last row told of it; null before the first
 * @param rows told so far
 * @param granted false: the partner asked for it by itself, and it has yet to be seen whether it
 *     does so too often
 * @param then what was asked for since, once more from the first row when this has ended; null for
 *     nothing
 */
public record LoadProgress(
    String partner,
    What what,
    boolean restart,
    long number,
    long incarnation,
    long position,
    String table,
    Key after,
    long rows,
    boolean granted,
    What then) {
  /** One that begins, asked for by a person here, by us, or by somebody whom we trust. */
  public static LoadProgress begin(String partner, What what, boolean restart, long number) {
    return new LoadProgress(partner, what, restart, number, 0, 0, null, null, 0, true, null);
  }

  /** The same asked for by a partner, for itself. */
  public LoadProgress requestedByPartner() {
    return with(table, after, rows, false, then);
  }

  /**
   * Both as one, asked for while this one was under way or had yet to begin. Nothing that was asked
   * for is left out; what is told is not told again for it, unless the stream restarts: then that
   * is lost to the partner.
   */
  LoadProgress joined(LoadProgress more) {
    What all = both(what, more.what);
    boolean unspent = granted && table == null && (restart || incarnation == 0);
    if (more.restart) {
      return new LoadProgress(
          partner, all, true, more.number, 0, 0, null, null, 0, more.granted || unspent, null);
    }
    if (table != null) {
      return with(table, after, rows, granted, then == null ? more.what : both(then, more.what));
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
        then);
  }

  /** Offered rows leave no need to check them. */
  private static What both(What one, What other) {
    return one == What.OFFER ? one : other;
  }

  /** Notes that a load is asked for; one under way goes on. */
  public static void ask(ApplyTransaction tx, LoadProgress wanted) {
    PartnerState now = tx.partner(wanted.partner);
    tx.savePartner(now.with(now.load() == null ? wanted : now.load().joined(wanted)));
  }

  /** The load with this partner, if there is one. */
  public static Optional<LoadProgress> of(ApplyTransaction tx, String partner) {
    return Optional.ofNullable(tx.partner(partner).load());
  }

  /** Takes the place of the load under way. */
  public void save(ApplyTransaction tx) {
    tx.savePartner(tx.partner(partner).with(this));
  }

  /** No load is under way with this partner any more. */
  public static void end(ApplyTransaction tx, String partner) {
    tx.savePartner(tx.partner(partner).withoutLoad());
  }

  /**
   * Lets it begin if the partner has not asked too often; a person may let it begin at any time, by
   * asking for the same.
   *
   * @param most loads within {@link LoadStarts#COUNTS}
   * @return when it may begin; empty when it does now
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
   * The same, decided how the stream restarts: noted before it does, so that a crash between the
   * two stores does not make it begin twice.
   */
  public LoadProgress decided(long incarnation, long position) {
    return new LoadProgress(
        partner, what, restart, number, incarnation, position, table, after, rows, granted, then);
  }

  /** The same with the stream begun. */
  public LoadProgress begun() {
    return new LoadProgress(
        partner, what, false, number, incarnation, position, table, after, rows, granted, then);
  }

  /** After so many more rows of a table. */
  public LoadProgress told(String table, Key after, int more) {
    return with(table, after, rows + more, granted, then);
  }

  /** What begins when this has ended: it was asked for meanwhile. */
  public Optional<LoadProgress> next(boolean trusted) {
    return Optional.ofNullable(then)
        .map(more -> begin(partner, more, false, number))
        .map(more -> trusted ? more : more.requestedByPartner());
  }

  private LoadProgress with(String table, Key after, long rows, boolean granted, What then) {
    return new LoadProgress(
        partner, what, restart, number, incarnation, position, table, after, rows, granted, then);
  }
}
