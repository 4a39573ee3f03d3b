package io.bactrian.changeset;

import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;

/**
 * A document is no changeset, or goes beyond the {@link Limits}. The message says what is wrong and
 * where, and never shows a value or anything else the document holds. To read it again would fail
 * again, unless it is {@link #isCutShort cut short}; an error of the disk or the network is an
 * {@link java.io.IOException} instead.
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

  /** It is well so far, and ends before it is complete. */
  static MalformedChangesetException cutShort(String what, String where) {
    return new MalformedChangesetException(what, where, true);
  }

  /** Whether nothing is wrong with it but that its end is missing: it may be still on its way. */
  public boolean isCutShort() {
    return cutShort;
  }

  /** A spoke says something that only a hub says. */
  public static MalformedChangesetException notForASpoke(String what) {
    return new MalformedChangesetException(what + " in it is the hub's to say", "from a spoke");
  }
}
