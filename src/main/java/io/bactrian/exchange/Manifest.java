package io.bactrian.exchange;

/**
 * Describes a sent changeset, which exists once its manifest is stored. The last manifest of a
 * stream is its cursor: it says where the next changeset starts. Immutable.
 *
 * @param partner the other site
 * @param incarnation incarnation of our stream to the partner
 * @param number number in the stream
 * @param hash SHA-256 of the uncompressed XML, lower-case hexadecimal
 * @param after log position before its first entry
 * @param through log position of the last entry it covers
 * @param changes number of changes in it
 * @param bytes size of the compressed document
 */
public record Manifest(
    String partner,
    long incarnation,
    long number,
    String hash,
    long after,
    long through,
    long changes,
    long bytes) {}
