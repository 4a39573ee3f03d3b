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

  /** It fires, but not in sessions that replicate or restore. */
  public void notAlways(String table, String operation) {
    add(Finding.Kind.TRIGGER_NOT_ALWAYS, table, operation);
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
              "Table `%s` has no triggers of Bactrian for %s: such changes go unnoticed. Run"
                  + " `bactrian install`.";
          case TRIGGER_DISABLED ->
              "Table `%s`: Bactrian's triggers for %s are disabled: such changes go unnoticed, and"
                  + " what changed meanwhile is not sent. Run `bactrian install`, then `bactrian"
                  + " load PARTNER --mirror` at the hub.";
          case TRIGGER_NOT_ALWAYS ->
              "Table `%s`: Bactrian's triggers for %s do not fire under session_replication_role ="
                  + " replica, as pg_restore --disable-triggers leaves them: what such sessions"
                  + " change goes unnoticed. Run `bactrian install`.";
          default ->
              "Table `%s`: Bactrian's triggers for %s were made for another shape of the table or"
                  + " other settings: rows would be recorded wrongly. Run `bactrian install`.";
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
        "Table `%s`: partitions changed since the last `bactrian install` (%s). Rows that came or went with them were not recorded, so partners don't know of it. Run `bactrian load PARTNER --table %s --mirror` at the hub for each spoke that sees the table, after which the hub's rows stand, then `bactrian install` here, which confirms the partitions."
            .formatted(table, String.join("; ", changes), table));
  }

  public void applicationTrigger(String table, String trigger, String treatment) {
    addOther(
        Finding.Kind.APPLICATION_TRIGGER,
        table,
        "Table `%s` has the application's AFTER trigger `%s`. %s What it changes in tracked tables counts as a change of this site and is sent, also when it fires for an applied change."
            .formatted(table, trigger, treatment));
  }

  public void beforeTrigger(String table, String trigger) {
    addOther(
        Finding.Kind.APPLICATION_TRIGGER,
        table,
        "Table `%s` has the application's BEFORE trigger `%s`. Bactrian records rows as it leaves them. What it changes in other rows of tracked tables counts as a change of this site and is sent, also when it fires for an applied change."
            .formatted(table, trigger));
  }

  /**
   * @param instead whether it replaces the statement
   */
  public void rule(String table, String rule, String operation, boolean instead) {
    addOther(
        Finding.Kind.APPLICATION_RULE,
        table,
        instead
            ? "Table `%s` has the rule `%s`, which does something else instead of %s: what partners send may not arrive in the table. Make it a trigger, or track the table that it writes."
                .formatted(table, rule, operation)
            : "Table `%s` has the rule `%s` on %s. What it adds to tracked tables counts as a change of this site and is sent, also for an applied change; bulk inserts of Bactrian pass it by. Make it a trigger where that matters."
                .formatted(table, rule, operation));
  }

  public void drawnKey(String table, String column) {
    addOther(
        Finding.Kind.KEY_DRAWN,
        table,
        "Key column `%s` of table `%s` is filled by a sequence of this database: when two sites insert rows, both draw the same numbers, and one of the rows is refused. Where more than one site inserts, give each numbers of its own (`increment by 100`, and another start at each), or use a uuid."
            .formatted(column, table));
  }

  public void looseKey(String table, String column) {
    addOther(
        Finding.Kind.KEY_LOOSE,
        table,
        "Key column `%s` of table `%s` has a type or collation that takes differently written values for equal: where two sites write one key in two ways, the second is refused as a unique key taken. Write keys in one way everywhere."
            .formatted(column, table));
  }

  public void deferrableKey(String table) {
    addOther(
        Finding.Kind.KEY_DEFERRABLE,
        table,
        "The primary key of table `%s` is deferrable, so that two rows may have one key within a transaction. Keys that are exchanged are recorded right. A row that is inserted with the key of another and deleted again in the same transaction is recorded as the deletion of that key: write no such transaction, or make the key not deferrable."
            .formatted(table));
  }

  public void subscription(String table, String subscription) {
    addOther(
        Finding.Kind.SUBSCRIPTION,
        table,
        "Table `%s` also gets rows by the subscription `%s` of logical replication. They are captured as changes of this site. Let no row travel both ways, or it comes back."
            .formatted(table, subscription));
  }

  public void truncateUnseen() {
    addOther(
        Finding.Kind.TRUNCATE_UNSEEN,
        "",
        "This database fires no trigger for TRUNCATE: such a statement on a tracked table is not"
            + " captured, and partners keep the rows. Use `delete from`, or run `bactrian load"
            + " PARTNER --mirror` at the hub afterwards.");
  }

  public void pooled() {
    addOther(
        Finding.Kind.POOLED,
        "",
        "Connections to the database pass through a pooler. Bactrian sets all it needs within each"
            + " transaction, so that any mode but `statement` will do; let it have a database user"
            + " of its own.");
  }

  public void add(Finding finding) {
    others.add(finding);
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
