package io.bactrian.apply;

/**
 * How far an incoming stream has been applied; the row of {@code bactrian_stream} for its source.
 * Advances only in the transaction that applies.
 *
 * @param source the partner
 * @param incarnation of the partner's side
 * @param number last changeset applied, 0 for none
 * @param hash of that changeset
 * @param acknowledgedNumber our last changeset that the partner has marked as applied
 * @param acknowledgedPosition position in our own log through which the partner has applied
 */
public record StreamState(
    String source,
    long incarnation,
    long number,
    String hash,
    long acknowledgedNumber,
    long acknowledgedPosition) {}
