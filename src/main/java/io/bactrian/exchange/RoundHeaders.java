package io.bactrian.exchange;

/**
 * The headers of a round over HTTP. A request says which spoke asks and how far it has applied; the
 * answer says how far the hub has applied.
 */
public final class RoundHeaders {
  /** Id of the spoke. */
  public static final String SITE = "Bactrian-Site";

  /** Number of the receiver's last changeset that the sender of this message has applied. */
  public static final String APPLIED = "Bactrian-Applied";

  /** How many milliseconds the hub may wait until it has something to send. */
  public static final String WAIT = "Bactrian-Wait";

  /** How often the spoke has captured; waiting requests with a lower count are answered at once. */
  public static final String CAPTURED = "Bactrian-Captured";

  /** The receiver's stream is on hold here, with its next changeset stored: send no more of it. */
  public static final String ON_HOLD = "Bactrian-On-Hold";

  /** The sender's stream is stopped; the body is a text that says why. */
  public static final String STOPPED = "Bactrian-Stopped";

  /** Id of the hub, when it answers that it is shutting down. */
  public static final String STOPPING = "Bactrian-Stopping";

  /**
   * How many milliseconds after a request the spoke expects a sign of the hub. A hub that is not
   * done by then answers {@link #WORKING}.
   */
  public static final String ANSWER_IN = "Bactrian-Answer-In";

  /** The hub still works on the spoke's earlier request: ask again, without a changeset. */
  public static final String WORKING = "Bactrian-Working";

  private RoundHeaders() {}
}
