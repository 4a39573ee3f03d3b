package io.bactrian.exchange;

/**
 * How often a run of a site has captured; runs can't be compared. Immutable.
 *
 * @param run empty when nobody said
 */
public record Captured(String run, long count) {
  private static final Captured NEVER = new Captured("", 0);

  /** Reads {@code RUN/COUNT}; whatever else it is counts as nothing. */
  static Captured parse(String header) {
    int slash = header == null ? -1 : header.lastIndexOf('/');
    return slash < 0 || !header.substring(slash + 1).matches("\\d{1,18}")
        ? NEVER
        : new Captured(header.substring(0, slash), Long.parseLong(header.substring(slash + 1)));
  }

  /** Whether something was captured since that question was asked. */
  public boolean outdates(Captured question) {
    return run.equals(question.run) && count > question.count;
  }

  @Override
  public String toString() {
    return run + "/" + count;
  }
}
