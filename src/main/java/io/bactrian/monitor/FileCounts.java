package io.bactrian.monitor;

/**
 * How many files are now in the folders through which a partner is reached; -1 when they can't be
 * read.
 *
 * @param waiting in the inbox: not read yet, incomplete, or impossible to move
 * @param foreign in the inbox, without the name of a changeset; they are left alone
 * @param rejected set aside with a reason
 */
public record FileCounts(int waiting, int foreign, int rejected) {
  /** There are no such folders. */
  public static final FileCounts NONE = new FileCounts(0, 0, 0);

  /** They can't be read now. */
  public static final FileCounts UNKNOWN = new FileCounts(-1, -1, -1);
}
