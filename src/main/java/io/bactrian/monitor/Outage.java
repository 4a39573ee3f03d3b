package io.bactrian.monitor;

import java.time.Instant;

/**
 * Something that fails at the moment.
 *
 * @param route that fails, or what else does
 * @param since when it began
 * @param count failures since then
 * @param next when it is tried again at the latest; null when others decide that
 * @param reason of the last failure; no row value
 */
public record Outage(String route, Instant since, long count, Instant next, String reason) {
  @Override
  public String toString() {
    return route + ": " + reason;
  }
}
