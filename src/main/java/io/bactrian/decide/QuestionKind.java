package io.bactrian.decide;

import java.util.Locale;

/** What a line of the list is, and so what a person can do about it. */
public enum QuestionKind {
  /** An open conflict. */
  MANUAL,
  /** A spoke's change that the hub could not write. */
  PARKED,
  /** A row that a spoke can't write; tried again there by itself, so there is nothing to decide. */
  HELD,
  /** A row too large for a partner, which is not sent while it is; nothing to decide either. */
  ASIDE,
  /** A conflict that a rule or a person has decided. */
  DECIDED;

  /** Returns the word shown to people. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
