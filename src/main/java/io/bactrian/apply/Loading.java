package io.bactrian.apply;

import io.bactrian.changeset.Item.Request.What;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.RowText;
import java.util.List;
import java.util.Optional;

/**
 * A load under way, kept in {@code bactrian_wait} so that it goes on where a crash left it: rows of
 * ours are told to a partner table by table, in the order of the key.
 *
 * @param what was asked for
 * @param anew the stream to the partner is yet to begin anew
 * @param incarnation in which the stream begins anew; 0 while that is not decided
 * @param position of our log after which it does
 * @param number our last changeset that the partner had applied when it asked
 * @param table under way; null before the first
 * @param after key of the last row told of it; null before the first
 * @param rows told so far
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
    long rows) {
  private static final Key ONE = Key.of("load");

  /** One that begins. */
  public static Loading begin(String partner, What what, boolean anew, long number) {
    return new Loading(partner, what, anew, number, 0, 0, null, null, 0);
  }

  /**
   * The same as asked for while an old one was under way: from the first row again, and nothing
   * that was asked for is left out.
   */
  Loading insteadOf(Loading old) {
    What all = old.what == What.OFFER ? old.what : what; // which leaves no need to check
    return old.anew && !anew
        ? new Loading(partner, all, true, old.number, old.incarnation, old.position, null, null, 0)
        : new Loading(partner, all, anew, number, incarnation, position, null, null, 0);
  }

  /** Notes that a load is asked for, in place of one under way. */
  public static void ask(ApplyTransaction tx, Loading wanted) {
    Optional<Loading> old = among(tx.waits(wanted.partner));
    old.ifPresent(under -> tx.remove(under.toWait()));
    tx.put(old.map(wanted::insteadOf).orElse(wanted).toWait());
  }

  /** Of these, the load; there is at most one with a partner. */
  public static Optional<Loading> among(List<Wait> waits) {
    return waits.stream()
        .filter(wait -> wait.kind() == Wait.Kind.LOADING)
        .map(Loading::of)
        .findFirst();
  }

  /**
   * The same, decided how the stream begins anew: noted before it does, so that a crash between the
   * two stores does not make it begin twice.
   */
  public Loading decided(long incarnation, long position) {
    return new Loading(partner, what, anew, number, incarnation, position, table, after, rows);
  }

  /** The same with the stream begun. */
  public Loading begun() {
    return new Loading(partner, what, false, number, incarnation, position, table, after, rows);
  }

  /** After so many more rows of a table. */
  public Loading told(String table, Key after, int more) {
    return new Loading(
        partner, what, anew, number, incarnation, position, table, after, rows + more);
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
            "" + rows);
    return new Wait(partner, Wait.Kind.LOADING, "*", ONE, 0, rows, "load under way", text);
  }

  private static Loading of(Wait wait) {
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
        Long.parseLong(parts[7]));
  }
}
