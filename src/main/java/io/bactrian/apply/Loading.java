package io.bactrian.apply;

import io.bactrian.changeset.Item.Request.What;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.RowText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A load under way, kept in {@code bactrian_wait} so that it goes on where a crash left it: rows of
 * ours are told to a partner table by table, in the order of the key. There is one with a partner
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
  private static final Key ONE = Key.of("load");

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
    Optional<Loading> old = of(tx, wanted.partner);
    old.ifPresent(under -> tx.remove(under.toWait()));
    tx.put(old.map(under -> under.joined(wanted)).orElse(wanted).toWait());
  }

  /** The load with this partner, if there is one. */
  public static Optional<Loading> of(ApplyTransaction tx, String partner) {
    return among(tx.waits(partner, Wait.Kind.LOADING));
  }

  /** Of these, the load; there is at most one with a partner. */
  public static Optional<Loading> among(List<Wait> waits) {
    return waits.stream()
        .filter(wait -> wait.kind() == Wait.Kind.LOADING)
        .map(Loading::parse)
        .findFirst();
  }

  /**
   * Lets it begin if the partner has not asked too often; a person may let it begin at any time, by
   * asking for the same.
   *
   * @param most loads within {@link Begun#COUNTS}
   * @return when it may begin; empty when it does now
   */
  public Optional<Instant> grant(ApplyTransaction tx, int most, Instant now) {
    Begun begun = Begun.among(partner, tx.waits(partner, Wait.Kind.BEGUN));
    Optional<Instant> later = begun.next(most, now);
    if (later.isEmpty()) {
      begun.begin(tx, now);
      tx.remove(toWait());
      tx.put(with(table, after, rows, true, then).toWait());
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

  public Wait toWait() {
    String text =
        RowText.print(
            what.name(),
            anew ? "1" : "0",
            "" + number,
            "" + incarnation,
            "" + position,
            table,
            after == null ? null : after.text(),
            "" + rows,
            granted ? "1" : "0",
            then == null ? null : then.name());
    return new Wait(partner, Wait.Kind.LOADING, "*", ONE, 0, rows, "load under way", text);
  }

  /** What a version without the last two parts has noted is granted. */
  private static Loading parse(Wait wait) {
    String[] parts = RowText.parse(wait.payload());
    return new Loading(
        wait.stream(),
        What.valueOf(parts[0]),
        parts[1].equals("1"),
        Long.parseLong(parts[2]),
        Long.parseLong(parts[3]),
        Long.parseLong(parts[4]),
        parts[5],
        parts[6] == null ? null : Key.parse(parts[6]),
        Long.parseLong(parts[7]),
        parts.length < 9 || parts[8].equals("1"),
        parts.length < 10 || parts[9] == null ? null : What.valueOf(parts[9]));
  }
}
