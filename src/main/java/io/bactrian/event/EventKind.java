package io.bactrian.event;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds of events. */
public enum EventKind {
  /** A conflict waits for a person. */
  CONFLICT_OPENED,
  /** A person decided a conflict, or undid what was decided. */
  CONFLICT_DECIDED,
  /** A changeset of a partner is applied and committed. */
  CHANGESET_APPLIED;

  /** The word by which endpoints, documents and pages name it, such as {@code conflict-opened}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The kind with this word. */
  public static Optional<EventKind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
  }
}
