package io.bactrian.exchange;

import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * What the head of a spoke's request says. Whose it is has been made sure of by whoever makes one.
 * Immutable.
 *
 * @param partner who asks
 * @param applied number of our last changeset that the spoke has applied, if it says so
 * @param patience how many milliseconds it lets us wait for something to answer
 * @param captured how often it has captured
 * @param onHold whether it keeps our next changeset already, and wants none
 * @param wakes whether it only ends the question that it asked before
 * @param again whether it was asked before and had to wait
 * @param patient whether it may wait on when there is nothing to answer
 */
public record Question(
    String partner,
    OptionalLong applied,
    long patience,
    Captured captured,
    boolean onHold,
    boolean wakes,
    boolean again,
    boolean patient) {

  /**
   * Reads it.
   *
   * @param partner known to have sent it
   * @param headers value by name, null when absent
   * @param longest milliseconds that anyone may wait
   * @throws IllegalArgumentException when a number is none; says which, without repeating it
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
        patience > 0);
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

  /** The same, asked once more. */
  public Question again(boolean mayWaitOn) {
    return new Question(partner, applied, patience, captured, onHold, wakes, true, mayWaitOn);
  }
}
