package io.bactrian.monitor;

/** Both streams with one partner, under {@code io.bactrian:type=Stream,site=…,partner=…}. */
public interface StreamMXBean {
  /** Changes and verdicts built and not acknowledged; exact as of the last exchange. */
  long getPendingChanges();

  /** Entries of the changelog that no changeset covers; an upper bound of what concerns it. */
  long getUnsentEntries();

  /** Entries of the changelog that are kept because this partner has not confirmed them. */
  long getKeptEntries();

  /** About how many bytes these are, by a sample of the changelog. */
  long getKeptBytes();

  /** Seconds since the oldest of these entries was written; -1 for none. Alarm on it. */
  long getSecondsKept();

  /** Number of the last changeset sent. */
  long getSent();

  /** Number of the last changeset that the partner has acknowledged. */
  long getAcknowledged();

  /** Number of the partner's last changeset applied here. */
  long getApplied();

  /** Arrived changesets that wait for a missing one. More than 0 for long: a file is lost. */
  int getGaps();

  /** Rows that wait for a person or a parent. */
  int getParked();

  /** Own rows whose decision this spoke waits for. */
  int getAwaited();

  /** Entries of the hub that can't be written yet. */
  int getDeferred();

  /** Rows of the partner that it can't write, as it has told; 0 at a spoke. */
  int getHeldThere();

  /** All that waits by table and reason, a line each, the largest groups; or empty. */
  String getWaiting();

  /**
   * Rows that stand otherwise than the hub sent them, as triggers of this spoke's database altered
   * them when they were written; a row counts each time. Kept over a restart; 0 at a hub. More than
   * 0: `bactrian status` names table and columns.
   */
  long getRowsAlteredByTriggers();

  /**
   * The partner's changeset that can't be applied as a whole, since when, and why; empty when there
   * is none. Answers even when the stores do not.
   */
  String getOnHold();

  /** What is under way, or left to be done, until the partner is in step again; or empty. */
  String getRepair();

  /**
   * Which of its limits the partner has used up by 80 % or more, and how far, a line each; or
   * empty. At 100 %, more of the partner's data waits; see {@link #getOnHold}, {@link #getRepair}
   * and the outages.
   */
  String getNearLimits();

  /**
   * Files in the partner's inbox that are not read yet, are incomplete, or can't be moved; -1: see
   * outages.
   */
  int getFilesWaiting();

  /** Files in the partner's inbox without the name of a changeset; they are left alone. */
  int getFilesForeign();

  /** Files of the partner that were set aside with a reason, and not removed since. */
  int getFilesRejected();

  /**
   * The steps that take most time to apply what arrives and to build what is sent, a line each; or
   * empty. Camel's own beans, {@code org.apache.camel:type=processors}, have all steps.
   */
  String getSlowestSteps();

  /**
   * Since when nothing is heard of a partner over HTTP that has no schedule, although it should be;
   * empty while it is heard.
   */
  String getSilentSince();

  /** Seconds since anything was sent to or applied from the partner; -1 if never. */
  long getSecondsSinceExchange();
}
