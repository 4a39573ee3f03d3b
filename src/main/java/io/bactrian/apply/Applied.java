package io.bactrian.apply;

import java.util.Map;

/**
 * Counts what one apply transaction did, for logs and counters. Immutable.
 *
 * @param changes number of changes and verdicts that were read
 * @param written number of rows written
 * @param passedOver entries of the hub that a spoke did not apply, because a verdict will follow
 * @param conflicts number of conflicts, by the rule that decided them
 * @param parked number of rows parked at the hub, or deferred at a spoke
 * @param verdicts number of verdicts that the hub sends
 * @param drift number of rows that were not as the hub expected
 * @param altered number of rows at a spoke that a trigger altered when they were written
 * @param asked whether the partner asked for rows
 * @param keptWaiting whether somebody waited for the rows that it had locked when it committed
 */
public record Applied(
    long changes,
    long written,
    long passedOver,
    Map<String, Integer> conflicts,
    int parked,
    int verdicts,
    int drift,
    long altered,
    boolean asked,
    boolean keptWaiting) {
  public Applied {
    conflicts = Map.copyOf(conflicts);
  }

  /** Returns one line for the log, without row values. */
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
    if (altered > 0) {
      line.append(", ").append(altered).append(" altered by triggers here");
    }
    if (keptWaiting) {
      line.append(", kept others waiting");
    }
    return line.toString();
  }
}
