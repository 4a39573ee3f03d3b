package io.bactrian.web;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as people read them. Stateless. */
final class Ages {
  private Ages() {}

  /** How long ago, roughly; empty when it is not known. */
  static String ago(Instant then, Instant now) {
    if (then == null) {
      return "";
    }
    Duration age = Duration.between(then, now);
    if (age.toDays() > 0) {
      return age.toDays() + " d";
    }
    if (age.toHours() > 0) {
      return age.toHours() + " h";
    }
    return age.toMinutes() > 0 ? age.toMinutes() + " min" : Math.max(0, age.toSeconds()) + " s";
  }

  /** In UTC, to the second. */
  static String exact(Instant then) {
    return then == null ? "" : then.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
