package io.bactrian.monitor;

import io.bactrian.problem.Problem;
import java.time.Instant;

/**
 * Something that fails at the moment.
 *
 * @param route that fails, or another name for what fails
 * @param since when it began
 * @param count failures since then
 * @param next when it is tried again at the latest; null when others decide that
 * @param problem of the last failure
 * @param silence of the store that caused it by not answering; null for other causes
 */
public record Outage(
    String route, Instant since, long count, Instant next, Problem problem, StoreSilence silence) {

  /** What fails, what follows from it and what to do, from the last failure. */
  public String reason() {
    return problem.text();
  }

  @Override
  public String toString() {
    return route + ": " + reason();
  }
}
