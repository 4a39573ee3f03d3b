package io.bactrian.door;

import io.bactrian.exchange.Question;
import java.nio.file.Path;

/** What is done with a question behind the door. Called by threads that may wait. Thread-safe. */
public interface Rounds {
  /**
   * Answers a question; never two of one partner at a time.
   *
   * @param body the changeset that came with it, null for none; the caller removes it afterwards
   */
  Reply round(Question question, Path body);

  /**
   * This machine could not take or send a partner's changeset: says so, and what the partner is
   * told.
   */
  Reply failed(String partner, Throwable why);
}
