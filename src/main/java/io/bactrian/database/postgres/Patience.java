package io.bactrian.database.postgres;

import java.time.Duration;

/**
 * How long a connection may leave a statement without an answer.
 *
 * @param sign where the server does not work on it, or answers nobody
 * @param unknown where the server answers, but can't say
 * @param pause between two questions
 */
record Patience(Duration sign, Duration unknown, Duration pause) {
  private static final Duration SIGN = Duration.ofSeconds(15);

  /** What is known of the session of a connection that waits. */
  enum Session {
    AT_WORK,
    NOT_AT_WORK,
    UNKNOWN
  }

  /**
   * @param silence the most that is waited for an answer without a proof
   */
  static Patience of(Duration silence) {
    Duration sign = silence.compareTo(SIGN) < 0 ? silence : SIGN;
    return new Patience(sign, silence, sign.dividedBy(3));
  }

  /**
   * Whether the connection counts as broken.
   *
   * @param waited since the last byte moved, or the session was last at work
   */
  boolean isOver(Session session, Duration waited) {
    return switch (session) {
      case AT_WORK -> false;
      case NOT_AT_WORK -> waited.compareTo(sign) >= 0;
      case UNKNOWN -> waited.compareTo(unknown) >= 0;
    };
  }
}
