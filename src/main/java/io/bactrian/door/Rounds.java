package io.bactrian.door;

import io.bactrian.exchange.Question;
import java.nio.file.Path;

/**
 * Processes the rounds that the HTTP server receives. Called by threads that may block.
 * Thread-safe.
 */
public interface Rounds {
  /**
   * Answers a request; never called twice at a time for one partner.
   *
   * @param body the changeset that came with it, null for none; the caller removes it afterwards
   */
  Reply round(Question question, Path body);

  /** A request of this partner has come, whatever becomes of it. Does not block. */
  default void heard(String partner) {}

  /**
   * Reports that this machine could not receive or send a partner's changeset; returns the answer
   * to the partner.
   */
  Reply failed(String partner, Throwable why);
}
