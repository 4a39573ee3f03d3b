package io.bactrian.apply;

import io.bactrian.changeset.Header;

/**
 * How far an incoming stream has been applied: the row of {@code bactrian_stream} for its source.
 * Changes only in the transaction that applies. Immutable.
 *
 * @param source the partner
 * @param incarnation incarnation of the partner's stream; later than that of {@code number} while
 *     we wait for the partner to restart its stream, and apply nothing else
 * @param number number of the last changeset applied; 0 for none
 * @param hash of that changeset; {@link Header#NO_HASH} when it is not known: before the first one,
 *     and after a recovery that took the number from the changelog
 * @param acknowledgedNumber number of our last changeset that the partner has marked as applied
 * @param acknowledgedPosition position in our own log through which the partner has applied
 */
public record StreamState(
    String source,
    long incarnation,
    long number,
    String hash,
    long acknowledgedNumber,
    long acknowledgedPosition) {

  /** Whether only the first changeset of a later incarnation may be applied next. */
  public boolean awaitsRestart() {
    return incarnation > Header.incarnation(number);
  }

  /** Whether the stream may restart with this changeset. */
  public boolean mayBeginWith(Header header) {
    return header.begins() && header.number() > number && header.incarnation() >= incarnation;
  }

  /** Returns this state, waiting for the stream to restart in its next incarnation. */
  public StreamState awaitingRestart() {
    return new StreamState(
        source,
        Header.incarnation(number) + 1,
        number,
        hash,
        acknowledgedNumber,
        acknowledgedPosition);
  }

  /** Returns this state, applied through a changeset of which only the number is known. */
  public StreamState appliedThrough(long known) {
    return new StreamState(
        source,
        Header.incarnation(known),
        known,
        Header.NO_HASH,
        acknowledgedNumber,
        acknowledgedPosition);
  }

  /**
   * Returns this state, with log entries after the position counted as not yet applied by the
   * partner.
   */
  public StreamState unacknowledgedBeyond(long position) {
    return new StreamState(source, incarnation, number, hash, acknowledgedNumber, position);
  }

  /** Whether the next changeset must follow the one with this hash. */
  public boolean hashKnown() {
    return number > 0 && !hash.equals(Header.NO_HASH);
  }
}
