package io.bactrian.changeset;

/**
 * What a changeset that arrives may ask of this machine. None is reached in ordinary use; beyond
 * one the document is refused as malformed. Memory needed is a few times the largest item, however
 * long the document is.
 *
 * @param maxBytes of the uncompressed XML, and of what arrives compressed
 * @param maxRatio uncompressed to compressed, looked at beyond 256 MiB uncompressed: rows that are
 *     all alike do compress well
 * @param maxValueCharacters UTF-16 code units of one value
 * @param maxItemCharacters of all values of one change or verdict together, each counted 16 longer
 *     than it is; of all table declarations together, each column counted 400 longer
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
