package io.bactrian.exchange;

/**
 * How often a spoke has captured since it started. Counts of different runs can't be compared.
 * Immutable.
 *
 * @param run id of the run; empty when the request names none
 */
public record Captured(String run, long count) {
  private static final Captured NEVER = new Captured("", 0);

  /** Parses {@code RUN/COUNT}; null and any other text count as no run and 0. */
  static Captured parse(String header) {
    int slash = header == null ? -1 : header.lastIndexOf('/');
    return slash < 0 || !header.substring(slash + 1).matches("\\d{1,18}")
        ? NEVER
        : new Captured(header.substring(0, slash), Long.parseLong(header.substring(slash + 1)));
  }

  /** Whether the spoke has captured since it asked that question. */
  public boolean outdates(Captured question) {
    return run.equals(question.run) && count > question.count;
  }

  @Override
  public String toString() {
    return run + "/" + count;
  }
}
