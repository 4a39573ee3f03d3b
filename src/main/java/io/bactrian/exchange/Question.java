package io.bactrian.exchange;

import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * The headers of a spoke's request, after the spoke was authenticated. Immutable.
 *
 * @param partner id of the spoke
 * @param applied number of our last changeset that the spoke has applied, if the request says so
 * @param patience how many milliseconds the hub may wait until it has something to send
 * @param captured how often the spoke has captured
 * @param onHold whether our next changeset is on hold there, so that it wants none
 * @param wakes whether it only ends the spoke's earlier request
 * @param again whether it is a repeat of a request that had to wait
 * @param patient whether it may go on waiting when there is nothing to send
 * @param answerIn after how many milliseconds the spoke expects an answer, if only that the hub
 *     still works; 0 for a spoke that waits for as long as it takes
 */
public record Question(
    String partner,
    OptionalLong applied,
    long patience,
    Captured captured,
    boolean onHold,
    boolean wakes,
    boolean again,
    boolean patient,
    long answerIn) {
  /** Milliseconds; less would only be a nuisance to both. */
  private static final long LEAST_ANSWER_IN = 100;

  /**
   * Reads the headers.
   *
   * @param partner id of the spoke, authenticated
   * @param headers value by name, null when absent
   * @param longest most milliseconds that a request may wait
   * @throws IllegalArgumentException when a number is malformed; the message names the header,
   *     without its value
   */
  public static Question of(String partner, UnaryOperator<String> headers, long longest) {
    OptionalLong applied = number(headers, RoundHeaders.APPLIED);
    OptionalLong wait = number(headers, RoundHeaders.WAIT);
    long patience = Math.min(wait.orElse(0), longest);
    return new Question(
        partner,
        applied,
        patience,
        Captured.parse(headers.apply(RoundHeaders.CAPTURED)),
        headers.apply(RoundHeaders.ON_HOLD) != null,
        wait.isEmpty(),
        false,
        patience > 0,
        number(headers, RoundHeaders.ANSWER_IN).stream()
            .map(asked -> Math.max(LEAST_ANSWER_IN, asked))
            .findFirst()
            .orElse(0));
  }

  private static OptionalLong number(UnaryOperator<String> headers, String name) {
    String text = headers.apply(name);
    if (text == null) {
      return OptionalLong.empty();
    }
    if (!text.matches("\\d{1,18}")) {
      throw new IllegalArgumentException(
          "The header %s is no number from 0 on. Nothing was read or changed. Send it as digits."
              .formatted(name));
    }
    return OptionalLong.of(Long.parseLong(text));
  }

  /** Returns this question as a repeat. */
  public Question again(boolean mayWaitOn) {
    return new Question(
        partner, applied, patience, captured, onHold, wakes, true, mayWaitOn, answerIn);
  }
}
