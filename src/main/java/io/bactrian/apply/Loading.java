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
 * @param anew the stream to the partner is yet to begin anew
 * @param incarnation in which the stream begins anew; 0 while that is not decided
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
public record Loading(
    String partner,
    What what,
    boolean anew,
    long number,
    long incarnation,
    long position,
    String table,
    Key after,
    long rows,
    boolean granted,
    What then) {
  /** One that begins, asked for by a person here, by us, or by somebody whom we trust. */
  public static Loading begin(String partner, What what, boolean anew, long number) {
    return new Loading(partner, what, anew, number, 0, 0, null, null, 0, true, null);
  }

  /** The same asked for by a partner, for itself. */
  public Loading wished() {
    return with(table, after, rows, false, then);
  }

  /**
   * Both as one, asked for while this one was under way or had yet to begin. Nothing that was asked
   * for is left out; what is told is not told again for it, unless the stream begins anew: then
   * that is lost to the partner.
   */
  Loading joined(Loading more) {
    What all = both(what, more.what);
    boolean unspent = granted && table == null && (anew || incarnation == 0);
    if (more.anew) {
      return new Loading(
          partner, all, true, more.number, 0, 0, null, null, 0, more.granted || unspent, null);
    }
    if (table != null) {
      return with(table, after, rows, granted, then == null ? more.what : both(then, more.what));
    }
    return new Loading(
        partner,
        all,
        anew,
        anew ? number : more.number,
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
  public static void ask(ApplyTransaction tx, Loading wanted) {
    PartnerState now = tx.partner(wanted.partner);
    tx.savePartner(now.with(now.load() == null ? wanted : now.load().joined(wanted)));
  }

  /** The load with this partner, if there is one. */
  public static Optional<Loading> of(ApplyTransaction tx, String partner) {
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
   * @param most loads within {@link Begun#COUNTS}
   * @return when it may begin; empty when it does now
   */
  public Optional<Instant> grant(ApplyTransaction tx, int most, Instant now) {
    PartnerState state = tx.partner(partner);
    Optional<Instant> later = state.begun().next(most, now);
    if (later.isEmpty()) {
      Loading begins = with(table, after, rows, true, then);
      tx.savePartner(state.with(begins).with(state.begun().and(now)));
    }
    return later;
  }

  /**
   * The same, decided how the stream begins anew: noted before it does, so that a crash between the
   * two stores does not make it begin twice.
   */
  public Loading decided(long incarnation, long position) {
    return new Loading(
        partner, what, anew, number, incarnation, position, table, after, rows, granted, then);
  }

  /** The same with the stream begun. */
  public Loading begun() {
    return new Loading(
        partner, what, false, number, incarnation, position, table, after, rows, granted, then);
  }

  /** After so many more rows of a table. */
  public Loading told(String table, Key after, int more) {
    return with(table, after, rows + more, granted, then);
  }

  /** What begins when this has ended: it was asked for meanwhile. */
  public Optional<Loading> next(boolean trusted) {
    return Optional.ofNullable(then)
        .map(more -> begin(partner, more, false, number))
        .map(more -> trusted ? more : more.wished());
  }

  private Loading with(String table, Key after, long rows, boolean granted, What then) {
    return new Loading(
        partner, what, anew, number, incarnation, position, table, after, rows, granted, then);
  }
}
