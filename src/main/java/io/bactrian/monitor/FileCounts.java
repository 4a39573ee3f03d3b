package io.bactrian.monitor;

/**
 * Files in the folders through which a partner is reached, as they lie there at this moment.
 *
 * @param waiting in the inbox: not read yet, cut short, or not to be moved
 * @param foreign in the inbox, by their names for someone else; they are left alone
 * @param rejected set aside with a reason
 */
public record FileCounts(int waiting, int foreign, int rejected) {
  /** There are no such folders. */
  public static final FileCounts NONE = new FileCounts(0, 0, 0);
}
