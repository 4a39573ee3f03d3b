package io.bactrian.changelog;

/**
 * Where a changelog ends. Written last in each batch, by compare-and-set; readers stop here.
 * Capture's own row in the database carries the same values.
 *
 * @param generation advanced when capture restarts (restore, reload)
 * @param batch counts batches within the generation
 * @param nonce drawn for each batch; two histories with equal counters differ in it
 * @param position last position of the log, 0 when empty
 * @param previousPosition last position before this batch: what a repeat after a crash deletes from
 *     the outbox is the entries after it
 */
public record Head(
    long generation, long batch, String nonce, long position, long previousPosition) {
  public static final Head EMPTY = new Head(1, 0, "", 0, 0);
}
