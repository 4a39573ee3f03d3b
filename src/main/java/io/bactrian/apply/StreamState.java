package io.bactrian.apply;

import io.bactrian.changeset.Header;

/**
 * How far an incoming stream has been applied; the row of {@code bactrian_stream} for its source.
 * Advances only in the transaction that applies.
 *
 * @param source the partner
 * @param incarnation of the partner's side; later than that of number while the partner is to begin
 *     its stream again, so that nothing else of it is applied
 * @param number last changeset applied, 0 for none
 * @param hash of that changeset; {@link Header#NO_HASH} when it is not known, as before the first
 *     one and after a recovery, which reads in the changelog how far it was applied
 * @param acknowledgedNumber our last changeset that the partner has marked as applied
 * @param acknowledgedPosition position in our own log through which the partner has applied
 */
public record StreamState(
    String source,
    long incarnation,
    long number,
    String hash,
    long acknowledgedNumber,
    long acknowledgedPosition) {

  /** Whether only a changeset with which the stream restarts may come next. */
  public boolean awaitsRestart() {
    return incarnation > Header.incarnation(number);
  }

  /** Whether the stream may restart with this one. */
  public boolean mayBeginWith(Header header) {
    return header.begins() && header.number() > number && header.incarnation() >= incarnation;
  }

  /** The same, with what comes next in this incarnation left to the next one. */
  public StreamState awaitingRestart() {
    return new StreamState(
        source,
        Header.incarnation(number) + 1,
        number,
        hash,
        acknowledgedNumber,
        acknowledgedPosition);
  }

  /** The same, applied through a changeset of which only the number is known. */
  public StreamState appliedThrough(long known) {
    return new StreamState(
        source,
        Header.incarnation(known),
        known,
        Header.NO_HASH,
        acknowledgedNumber,
        acknowledgedPosition);
  }

  /** The same, with what our log has beyond the position counted as not known to the partner. */
  public StreamState unacknowledgedBeyond(long position) {
    return new StreamState(source, incarnation, number, hash, acknowledgedNumber, position);
  }

  /** Whether the next changeset must follow the one with this hash. */
  public boolean hashKnown() {
    return number > 0 && !hash.equals(Header.NO_HASH);
  }
}
