package io.bactrian.exchange;

/**
 * A changeset exists when its manifest is stored, after its content. The cursor of a stream is its
 * last manifest.
 *
 * @param partner the other site
 * @param incarnation of this side
 * @param number in the stream
 * @param hash SHA-256 of the uncompressed XML, lower-case hexadecimal
 * @param after log position before its first entry
 * @param through log position of the last entry it covers
 * @param changes how many changes it holds
 * @param bytes size of the stored (compressed) document
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
