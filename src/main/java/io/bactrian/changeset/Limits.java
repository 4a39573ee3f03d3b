package io.bactrian.changeset;

/**
 * Limits on an arriving changeset, far above ordinary use. A document that exceeds one is rejected
 * as malformed. Reading takes memory of a few times the largest item, however long the document is.
 *
 * @param maxBytes of the uncompressed XML, and of what arrives compressed
 * @param maxRatio uncompressed to compressed size, checked only beyond 256 MiB uncompressed, as
 *     similar rows compress well
 * @param maxValueCharacters UTF-16 code units of one value
 * @param maxItemCharacters of all values of one change or verdict together, plus 16 for each value;
 *     and of all table declarations together, plus 400 for each column
 * @param maxColumns of one table
 * @param maxTables declared in one document
 */
public record Limits(
    long maxBytes,
    int maxRatio,
    int maxValueCharacters,
    int maxItemCharacters,
    int maxColumns,
    int maxTables) {

  /** 16 GiB, 400 times, values of 64 Mi characters, items of 128 Mi, 2,000 columns and tables. */
  public static final Limits DEFAULT = new Limits(16L << 30, 400, 64 << 20, 128 << 20, 2000, 2000);
}
