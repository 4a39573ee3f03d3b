package io.bactrian.apply;

import java.util.HashMap;
import java.util.Map;

/** Counts of one apply transaction while it runs. For one thread. */
final class Tally {
  long changes;
  long written;
  long passedOver;
  int parked;
  int verdicts;
  int drift;
  boolean asked;
  boolean keptWaiting;
  Map<String, AlteredRows.Found> altered = Map.of();
  private final Map<String, Integer> conflicts = new HashMap<>();

  void conflict(String rule) {
    conflicts.merge(rule, 1, Integer::sum);
  }

  Applied applied() {
    return new Applied(
        changes,
        written,
        passedOver,
        conflicts,
        parked,
        verdicts,
        drift,
        AlteredRows.Found.rows(altered.values()),
        asked,
        keptWaiting);
  }
}
