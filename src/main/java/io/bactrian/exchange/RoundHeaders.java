package io.bactrian.exchange;

/**
 * The headers of a round over HTTP: beside the documents only numbers travel, in them. A request
 * says who asks and how far it is, the answer how far the hub is.
 */
public final class RoundHeaders {
  /** Who asks. */
  public static final String SITE = "Bactrian-Site";

  /** Number of the receiver's last changeset that the sender of this message has applied. */
  public static final String APPLIED = "Bactrian-Applied";

  /** How many milliseconds the hub may wait for something to answer. */
  public static final String WAIT = "Bactrian-Wait";

  /** How often the spoke has captured; a question that counts less is answered at once. */
  public static final String CAPTURED = "Bactrian-Captured";

  /** The next changeset of the receiver's stream is kept here, on hold: send none of it. */
  public static final String ON_HOLD = "Bactrian-On-Hold";

  /** The sender's stream stands still; the body says why, and is no document. */
  public static final String STOPPED = "Bactrian-Stopped";

  /** The hub that answers stops; its id. */
  public static final String STOPPING = "Bactrian-Stopping";

  private RoundHeaders() {}
}
