package io.bactrian.changeset;

/**
 * A document is no changeset, or goes beyond the {@link Limits}. The message says what is wrong and
 * where, and never shows a value or anything else the document holds. To read it again would fail
 * again, unless it is {@link #isCutShort cut short}; an error of the disk or the network is an
 * {@link java.io.IOException} instead.
 */
public final class MalformedChangesetException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean cutShort;

  MalformedChangesetException(String what, String where) {
    this(what, where, false);
  }

  private MalformedChangesetException(String what, String where, boolean cutShort) {
    super("Not a changeset that can be read: " + what + " (" + where + ").");
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
}
