package io.bactrian.database.dialect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects findings about triggers and words them: one per table and fault, for all triggers that
 * have it.
 */
public final class TriggerFindings {
  private final Map<About, List<String>> operations = new LinkedHashMap<>();
  private final List<Finding> others = new ArrayList<>();

  private record About(Finding.Kind kind, String table) {}

  public List<Finding> all() {
    List<Finding> all = new ArrayList<>();
    operations.forEach((about, which) -> all.add(finding(about, String.join(", ", which))));
    all.addAll(others);
    return all;
  }

  public void missing(String table, String operation) {
    add(Finding.Kind.TRIGGER_MISSING, table, operation);
  }

  public void disabled(String table, String operation) {
    add(Finding.Kind.TRIGGER_DISABLED, table, operation);
  }

  public void outdated(String table, String operation) {
    add(Finding.Kind.TRIGGER_OUTDATED, table, operation);
  }

  private void add(Finding.Kind kind, String table, String operation) {
    operations.computeIfAbsent(new About(kind, table), none -> new ArrayList<>()).add(operation);
  }

  private static Finding finding(About about, String operations) {
    String message =
        switch (about.kind()) {
          case TRIGGER_MISSING ->
              "Table `%s` has no triggers of Bactrian for %s: such changes go unnoticed. Run `bactrian install`.";
          case TRIGGER_DISABLED ->
              "Table `%s`: Bactrian's triggers for %s are disabled: such changes go unnoticed, and what changed meanwhile is not sent. Run `bactrian install`, then `bactrian load PARTNER` at the hub.";
          default ->
              "Table `%s`: Bactrian's triggers for %s were made for another shape of the table or other settings: rows would be recorded wrongly. Run `bactrian install`.";
        };
    return new Finding(about.kind(), about.table(), message.formatted(about.table(), operations));
  }

  public void leftOver(String table) {
    addOther(
        Finding.Kind.TRIGGER_LEFT_OVER,
        table,
        "Table `%s` has triggers of Bactrian but is not tracked: capture stops at its changes. Add it to the configuration, or run `bactrian install`, which removes them."
            .formatted(table));
  }

  /** Partitions were attached to a table, or detached or dropped, since it was installed. */
  public void partitions(String table, List<String> attached, List<String> gone) {
    List<String> changes = new ArrayList<>();
    if (!attached.isEmpty()) {
      changes.add("attached: " + String.join(", ", attached));
    }
    if (!gone.isEmpty()) {
      changes.add("detached or dropped: " + String.join(", ", gone));
    }
    addOther(
        Finding.Kind.PARTITIONS_CHANGED,
        table,
        "Table `%s`: partitions changed since the last `bactrian install` (%s). Rows that came or went with them were not recorded, so partners don't know of it. Run `bactrian load PARTNER --table %s` at the hub for each spoke that sees the table, after which the hub's rows stand, then `bactrian install` here, which confirms the partitions."
            .formatted(table, String.join("; ", changes), table));
  }

  public void applicationTrigger(String table, String trigger, String treatment) {
    addOther(
        Finding.Kind.APPLICATION_TRIGGER,
        table,
        "Table `%s` has the application's AFTER trigger `%s`. %s What it changes in tracked tables counts as a change of this site and is sent, also when it fires for an applied change."
            .formatted(table, trigger, treatment));
  }

  public void cascade(String table, String child, String key, boolean childTracked) {
    addOther(
        Finding.Kind.CASCADE,
        table,
        "Foreign key `%s` makes changes of table `%s` cascade to `%s`. %s"
            .formatted(
                key,
                table,
                child,
                childTracked
                    ? "They fire Bactrian's triggers there and are sent as changes of this site."
                    : "That table is not tracked, so that nothing is sent of it."));
  }

  private void addOther(Finding.Kind kind, String table, String message) {
    others.add(new Finding(kind, table, message));
  }
}
