package io.bactrian.database;

import java.util.ArrayList;
import java.util.List;

/** The findings about triggers, in words. */
final class TriggerFindings {
  private static final String INSTALL = " Run `bactrian install`.";

  private final List<Finding> all = new ArrayList<>();

  List<Finding> all() {
    return List.copyOf(all);
  }

  void missing(String table, String operation) {
    add(
        Finding.Kind.TRIGGER_MISSING,
        table,
        "Table `%s` has no trigger of Bactrian for %s: such changes go unnoticed.%s"
            .formatted(table, operation, INSTALL));
  }

  void disabled(String table, String operation) {
    add(
        Finding.Kind.TRIGGER_DISABLED,
        table,
        "Bactrian's trigger for %s on table `%s` is disabled: such changes go unnoticed, and what changed since then is not sent. Run `bactrian install`, then load the table again at the partners."
            .formatted(operation, table));
  }

  void outdated(String table, String operation) {
    add(
        Finding.Kind.TRIGGER_OUTDATED,
        table,
        "Bactrian's trigger for %s on table `%s` was made for another shape of the table or other settings: rows would be recorded wrongly.%s"
            .formatted(operation, table, INSTALL));
  }

  void leftOver(String table) {
    add(
        Finding.Kind.TRIGGER_LEFT_OVER,
        table,
        "Table `%s` has triggers of Bactrian but is not tracked: capture stops at its changes. Add it to the configuration, or run `bactrian install`, which removes them."
            .formatted(table));
  }

  void applicationTrigger(String table, String trigger, String treatment) {
    add(
        Finding.Kind.APPLICATION_TRIGGER,
        table,
        "Table `%s` has the application's AFTER trigger `%s`. %s What it changes in tracked tables counts as a change of this site and is sent, also when it fires for an applied change."
            .formatted(table, trigger, treatment));
  }

  void cascade(String table, String child, String key, boolean childTracked) {
    add(
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

  private void add(Finding.Kind kind, String table, String message) {
    all.add(new Finding(kind, table, message));
  }
}
