package io.bactrian.apply;

import java.util.Map;

/**
 * What one apply transaction did, for logs and counters.
 *
 * @param changes changes and verdicts read
 * @param written rows written
 * @param passedOver entries of the hub that a spoke left to a verdict
 * @param conflicts by rule that decided
 * @param parked rows parked, or held at a spoke
 * @param verdicts sent by the hub
 * @param drift rows that were not what the hub believed
 * @param asked whether the partner asked for rows
 */
public record Applied(
    long changes,
    long written,
    long passedOver,
    Map<String, Integer> conflicts,
    int parked,
    int verdicts,
    int drift,
    boolean asked) {
  public Applied {
    conflicts = Map.copyOf(conflicts);
  }

  /** One line for the log; no row values. */
  public String summary() {
    StringBuilder line = new StringBuilder().append(changes).append(" changes, ");
    line.append(written).append(" written");
    if (passedOver > 0) {
      line.append(", ").append(passedOver).append(" passed over");
    }
    if (!conflicts.isEmpty()) {
      line.append(", conflicts ").append(new java.util.TreeMap<>(conflicts));
    }
    if (verdicts > 0) {
      line.append(", ").append(verdicts).append(" verdicts");
    }
    if (parked > 0) {
      line.append(", ").append(parked).append(" waiting");
    }
    if (drift > 0) {
      line.append(", ").append(drift).append(" drifted");
    }
    return line.toString();
  }
}
