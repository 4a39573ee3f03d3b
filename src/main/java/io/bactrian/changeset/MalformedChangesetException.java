package io.bactrian.changeset;

import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;

/**
 * A document is not a changeset or exceeds the {@link Limits}. The message says what is wrong and
 * where, and quotes nothing from the document. Reading it again fails again, unless it is {@link
 * #isCutShort cut short}. Disk and network errors are an {@link java.io.IOException} instead.
 */
public final class MalformedChangesetException extends ProblemException {
  private static final long serialVersionUID = 1;

  private final boolean cutShort;

  MalformedChangesetException(String what, String where) {
    this(what, where, false);
  }

  private MalformedChangesetException(String what, String where, boolean cutShort) {
    super(Problem.of("Not a changeset that can be read: %s (%s).", what, where));
    this.cutShort = cutShort;
  }

  /** The document is valid so far but ends too early. */
  static MalformedChangesetException cutShort(String what, String where) {
    return new MalformedChangesetException(what, where, true);
  }

  /** Whether only the end of the document is missing, which may still arrive. */
  public boolean isCutShort() {
    return cutShort;
  }

  /** A hub sent an item that only a spoke may send. */
  public static MalformedChangesetException notForAHub(String what) {
    return new MalformedChangesetException(what + " may only be sent by a spoke", "from a hub");
  }

  /** A spoke sent an item that only a hub may send. */
  public static MalformedChangesetException notForASpoke(String what) {
    return new MalformedChangesetException(what + " may only be sent by a hub", "from a spoke");
  }
}
