package io.bactrian.changeset;

/**
 * A document is no changeset, or goes beyond the {@link Limits}. The message says what is wrong and
 * where, and never shows a value or anything else the document holds. To read it again would fail
 * again; an error of the disk or the network is an {@link java.io.IOException} instead.
 */
public final class MalformedChangesetException extends RuntimeException {
  private static final long serialVersionUID = 1;

  MalformedChangesetException(String what, String where) {
    super("Not a changeset that can be read: " + what + " (" + where + ").");
  }

  /** A spoke says something that only a hub says. */
  public static MalformedChangesetException notForASpoke(String what) {
    return new MalformedChangesetException(what + " in it is the hub's to say", "from a spoke");
  }
}
