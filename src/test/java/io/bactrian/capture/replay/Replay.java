package io.bactrian.capture.replay;

import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Column;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the captured log makes of empty tables. Each change has to start from the row that the
 * changes before it left, and every constraint has to hold at the end of each transaction. What is
 * wrong is kept until it is known what becomes of the tables, and the change is made nevertheless.
 */
final class Replay {
  private final Map<String, Map<Key, Image>> tables = new TreeMap<>();
  private final Map<Long, Applied> applied;
  private final Map<String, Set<String>> excluded;
  private final Set<String> ended = new HashSet<>();
  private final List<LogEntry> open = new ArrayList<>();
  private final List<LogEntry> log = new ArrayList<>();
  private List<Constraint> constraints = List.of();
  private Set<String> deferrable = Set.of();
  private FaultException wrong;
  int transactions;

  /**
   * @param applied what the applier has written, by the number of its marker
   * @param excluded columns that are not tracked, by table
   */
  Replay(Map<Long, Applied> applied, Map<String, Set<String>> excluded) {
    this.excluded = excluded;
    this.applied = applied;
  }

  /**
   * @param tables that may have two rows of one key within a transaction
   */
  void defer(Set<String> tables) {
    deferrable = tables;
  }

  /** Constraints that every transaction from now on keeps. */
  void keep(List<Constraint> these) {
    constraints = these;
  }

  void accept(LogEntry entry) {
    log.add(entry);
    if (!open.isEmpty() && !open.get(0).transaction().equals(entry.transaction())) {
      wrong(Fault.TORN_TRANSACTION, "transaction " + open.get(0).transaction() + " has no end");
      finish();
    }
    if (ended.contains(entry.transaction())) {
      wrong(
          Fault.TORN_TRANSACTION,
          "transaction " + entry.transaction() + " goes on after its end, at " + told(entry));
    }
    open.add(entry);
    if (entry.lastOfTransaction()) {
      finish();
    }
  }

  /** The log may end here. */
  void end() {
    if (!open.isEmpty()) {
      wrong(Fault.TORN_TRANSACTION, "transaction " + open.get(0).transaction() + " has no end");
      finish();
    }
  }

  private void finish() {
    transactions++;
    ended.add(open.get(0).transaction());
    Applied own = null;
    for (LogEntry entry : open) {
      if (entry.item() instanceof Item.Marker marker) {
        own = applied.get(marker.number());
      }
    }
    Set<RowName> strange = new HashSet<>();
    Map<RowName, Image> before = new HashMap<>();
    Set<RowName> transients = transients();
    for (LogEntry entry : open) {
      for (Item.Change change : changes(entry)) {
        if (!transients.contains(name(change))) {
          change(entry, change, own, before, strange);
        }
      }
    }
    if (own != null) {
      own.check(open).ifPresent(what -> wrong(Fault.ORIGIN, what));
      if (own.suppressed()) {
        own.left().forEach(this::put);
      }
    } else {
      open.stream()
          .filter(entry -> entry.origin() != null)
          .findFirst()
          .ifPresent(entry -> wrong(Fault.ORIGIN, "no applier wrote this: " + told(entry)));
    }
    open.clear();
    for (Constraint constraint : constraints) {
      String broken = constraint.broken(tables);
      if (broken != null) {
        wrong(Fault.ORDER_BETWEEN_TRANSACTIONS, broken);
      }
    }
  }

  /**
   * Rows of tables with a deferrable key that seem to be inserted although they are there, and to
   * be absent in the end: others that had their key for a while. {@code check} says so.
   */
  private Set<RowName> transients() {
    Map<RowName, Item.Change> firsts = new HashMap<>();
    Map<RowName, Item.Change> lasts = new HashMap<>();
    for (LogEntry entry : open) {
      for (Item.Change change : changes(entry)) {
        if (deferrable.contains(change.table().name())) {
          firsts.putIfAbsent(name(change), change);
          lasts.put(name(change), change);
        }
      }
    }
    firsts
        .entrySet()
        .removeIf(
            first ->
                first.getValue().before() != null
                    || get(first.getKey()) == null
                    || lasts.get(first.getKey()).after() != null);
    return firsts.keySet();
  }

  /** An update of a key concerns two rows. */
  private static List<Item.Change> changes(LogEntry entry) {
    return entry.item() instanceof Item.Change change ? change.apart() : List.of();
  }

  private static RowName name(Item.Change change) {
    return new RowName(change.table().name(), change.key());
  }

  private void change(
      LogEntry entry,
      Item.Change change,
      Applied own,
      Map<RowName, Image> before,
      Set<RowName> strange) {
    Table table = change.table();
    requireTracked(table);
    requireWidth(table, change.before());
    requireWidth(table, change.after());
    Key key = table.keyOf(change.before() != null ? change.before() : change.after());
    RowName name = new RowName(table.name(), key);
    Image now = get(name);
    before.putIfAbsent(name, now == null ? new Image(table, null) : now);
    boolean follows =
        now == null
            ? change.before() == null
            : change.before() != null && now.agrees(new Image(table, change.before()));
    boolean unrecorded = own != null && own.suppressed() && own.wrote(name);
    if (!follows && !unrecorded && strange.add(name)) {
      boolean reordered = Trail.exists(table, before.get(name).row(), changes(name));
      wrong(
          reordered ? Fault.ORDER_IN_TRANSACTION : Fault.ORDER_OF_IMAGES,
          "the row was %s, but the log goes on with %s".formatted(now, told(entry)));
    }
    rows(table.name()).remove(key);
    if (change.after() != null) {
      put(new RowName(table.name(), table.keyOf(change.after())), new Image(table, change.after()));
    }
  }

  private List<Item.Change> changes(RowName name) {
    return open.stream()
        .flatMap(entry -> changes(entry).stream())
        .filter(change -> name.equals(name(change)))
        .toList();
  }

  private void requireTracked(Table table) {
    Set<String> never = excluded.getOrDefault(table.name(), Set.of());
    for (Column column : table.columns()) {
      if (column.name().equals(Tables.GENERATED) || never.contains(column.name())) {
        throw new FaultException(
            Fault.SHAPE, "column %s of %s is recorded".formatted(column.name(), table.name()));
      }
    }
  }

  private static void requireWidth(Table table, Row row) {
    if (row != null && row.width() != table.width()) {
      throw new FaultException(
          Fault.SHAPE,
          "a row of %s with %d values is read with %d columns"
              .formatted(table.name(), row.width(), table.width()));
    }
  }

  private Map<Key, Image> rows(String table) {
    return tables.computeIfAbsent(table, name -> new TreeMap<>());
  }

  private Image get(RowName name) {
    return rows(name.table()).get(name.key());
  }

  private void put(RowName name, Image image) {
    if (image == null) {
      rows(name.table()).remove(name.key());
    } else {
      rows(name.table()).put(name.key(), image);
    }
  }

  private void wrong(Fault fault, String what) {
    if (wrong == null) {
      wrong = new FaultException(fault, what);
    }
  }

  /** What was wrong first; null when nothing was. */
  FaultException wrong() {
    return wrong;
  }

  /** The rows of a table, by key. */
  Map<Key, Image> table(String name) {
    return rows(name);
  }

  /** Takes a table as it is, as a reload does. */
  void reload(String table, Map<Key, Image> rows) {
    wrong = null;
    tables.put(table, new TreeMap<>(rows));
  }

  int entries() {
    return log.size();
  }

  /** The log, for a person. */
  List<String> told() {
    return log.stream().map(Replay::told).toList();
  }

  static String told(LogEntry entry) {
    String what =
        entry.item() instanceof Item.Change change
            ? change.table().name()
                + " "
                + image(change, change.before())
                + " -> "
                + image(change, change.after())
            : entry.item().word();
    return "%d #%d tx %s%s%s %s"
        .formatted(
            entry.position(),
            entry.number(),
            entry.transaction(),
            entry.lastOfTransaction() ? " last" : "",
            entry.origin() == null ? "" : " by " + entry.origin(),
            what);
  }

  private static String image(Item.Change change, Row row) {
    return row == null ? "absent" : row.text();
  }
}
