package io.bactrian.changelog;

/**
 * The end of a changelog, where readers stop. Each batch writes it last, by compare-and-set.
 * Capture's own row in the site's database has the same values.
 *
 * @param generation incremented when capture restarts after a restore or reload
 * @param batch counts batches within the generation
 * @param nonce random, new for each batch: it distinguishes two histories with equal counters
 * @param position last position of the log, 0 when empty
 * @param previousPosition last position before this batch; after a crash, capture deletes the
 *     entries after it from the outbox again
 */
public record Head(
    long generation, long batch, String nonce, long position, long previousPosition) {
  public static final Head EMPTY = new Head(1, 0, "", 0, 0);
}
