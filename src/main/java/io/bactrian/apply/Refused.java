package io.bactrian.apply;

import java.util.List;

/**
 * Why an entry of the hub has to wait at a spoke. Immutable.
 *
 * @param reason for people
 * @param needs what would have to change first, any of it; empty when that is not known
 */
record Refused(String reason, List<Need> needs) {
  Refused {
    needs = List.copyOf(needs);
  }

  /** A reason that later entries take away. */
  static Refused meanwhile(String reason) {
    return new Refused(reason, List.of());
  }

  /** What is known of a row that waits. */
  static Refused of(Wait wait) {
    return new Refused(wait.reason(), Need.parse(wait.needs()));
  }
}
