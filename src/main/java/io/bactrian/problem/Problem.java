package io.bactrian.problem;

import java.util.List;
import java.util.Objects;

/**
 * What went wrong, for a person: the text, the log line, the status and a command's exit code come
 * from these fields. No field holds a row value. Immutable.
 *
 * @param stream that can't go on, as {@code hq→c1}; null when it is not about one
 * @param what did not happen, to which, and why
 * @param consequence what follows from it: what is safe, what stops; empty when that is known
 *     elsewhere
 * @param remedy what a person does about it; empty when there is nothing to do
 * @param mayPass whether it may pass by itself, so that the same is worth another try
 */
public record Problem(
    String stream, String what, String consequence, String remedy, boolean mayPass) {

  public Problem {
    Objects.requireNonNull(what);
    Objects.requireNonNull(consequence);
    Objects.requireNonNull(remedy);
  }

  /**
   * Something that did not happen.
   *
   * @param what as for {@link String#formatted}; taken as it is when there are no values
   */
  public static Problem of(String what, Object... values) {
    return new Problem(null, text(what, values), "", "", false);
  }

  /**
   * What was thrown: its own problem, or else what a library says, with the first of its causes.
   */
  public static Problem in(Throwable failure) {
    return ProblemException.in(failure).orElseGet(() -> of(foreign(failure)));
  }

  private static String foreign(Throwable failure) {
    Throwable first = failure;
    while (first.getCause() != null && first.getCause() != first) {
      first = first.getCause();
    }
    String text = failure.getMessage() == null ? first.toString() : failure.getMessage().strip();
    String cause = first.getMessage() == null ? "" : first.getMessage().strip();
    return text.contains(cause) ? text : text + " (" + cause + ")";
  }

  /** The same with what follows from it. */
  public Problem follows(String what, Object... values) {
    return new Problem(stream, this.what, text(what, values), remedy, mayPass);
  }

  /** The same with what a person does about it. */
  public Problem toDo(String what, Object... values) {
    return new Problem(stream, this.what, consequence, text(what, values), mayPass);
  }

  /** The same, which may pass by itself. */
  public Problem passes() {
    return passes(true);
  }

  /** The same, which may pass by itself or not. */
  public Problem passes(boolean may) {
    return new Problem(stream, what, consequence, remedy, may);
  }

  /** The same, of the stream from one site to another. */
  public Problem inStream(String from, String to) {
    return new Problem(from + "→" + to, what, consequence, remedy, mayPass);
  }

  /** To be thrown. */
  public ProblemException exception() {
    return exception(null);
  }

  /** To be thrown, with what was caught; null for nothing. */
  public ProblemException exception(Throwable cause) {
    return new ProblemException(this, cause);
  }

  /** What it is, what follows and what to do, in this order. */
  public String text() {
    StringBuilder text = new StringBuilder(what);
    for (String sentence : List.of(consequence, remedy)) {
      if (!sentence.isEmpty()) {
        text.append(between(text.charAt(text.length() - 1))).append(sentence);
      }
    }
    return text.toString();
  }

  /** Whether it is no news after that one: times and counts differ from try to try. */
  public boolean isLike(Problem other) {
    return withoutNumbers(what).equals(withoutNumbers(other.what));
  }

  private static String withoutNumbers(String text) {
    return text.replaceAll("\\d+", "#");
  }

  /** A sentence or a list may end before. */
  private static String between(char last) {
    return last == '\n' ? "" : ".:;!?".indexOf(last) < 0 ? ". " : " ";
  }

  private static String text(String text, Object... values) {
    return values.length == 0 ? text : text.formatted(values);
  }
}
