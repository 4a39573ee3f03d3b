package io.bactrian.convergence;

import io.bactrian.apply.Failure;
import io.bactrian.apply.PartnerState;
import io.bactrian.apply.StreamState;
import io.bactrian.apply.Wait;
import io.bactrian.apply.Write;
import io.bactrian.changelog.Head;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A site's database in memory: tables with foreign and unique keys, triggers that fill an outbox,
 * users' transactions, and one transaction of an applier at a time. Users may write between any two
 * calls of the applier (see {@link #between}), except to rows that it has locked.
 */
class MemorySite {
  private static final Comparator<RowId> ORDER =
      Comparator.comparing(RowId::table).thenComparing(RowId::key);

  final String id;
  final Side side;
  final Map<RowId, Row> rows = new TreeMap<>(ORDER);
  final List<MemoryLog.Out> outbox = new ArrayList<>();
  final Map<String, StreamState> streams = new HashMap<>();
  final Map<String, String> hashes = new HashMap<>();
  final Map<String, PartnerState> partners = new TreeMap<>();
  final List<Wait> waits = new ArrayList<>();
  final Set<RowId> locked = new HashSet<>();

  /** Rows to which the applier made others refer: they keep their key, and may change otherwise. */
  final Set<RowId> referred = new HashSet<>();

  Head captured = Head.EMPTY;

  /** Rows that users wrote since the applier's transaction began. */
  final Set<RowId> raced = new HashSet<>();

  /** Called at named moments of an apply transaction, with the row in question or null. */
  BiConsumer<String, RowId> between = (moment, row) -> {};

  /** Writes of an applier that the database refuses for a reason of its own. */
  Predicate<Write> refuses = write -> false;

  /** The row that an application's trigger touches when one is written, or null. */
  Function<RowId, RowId> applicationTrigger = written -> null;

  /** So many rows can be read at once: more are too large together. */
  int room = Integer.MAX_VALUE;

  UnaryOperator<Row> touch = row -> row;

  /** What a trigger makes of a row before it is written. */
  /** The items of the changeset that is applied, for some {@link Breakage}s. */
  List<Item> arriving = List.of();

  BiFunction<Table, Row, Row> rewrite = (table, row) -> row;

  /** Broken: what a trigger does counts as coming from the partner too. */
  boolean originOfSession;

  String open;
  private long number;
  private long transactions;

  /** Told of every transaction that has committed, by its name. */
  Consumer<String> watcher = tx -> {};

  MemorySite(String id, Side side) {
    this.id = id;
    this.side = side;
  }

  /**
   * One write of a user; null removes.
   *
   * @param from the row's key before, if it is another one
   */
  record Edit(Table table, Key key, Row after, Key from) {
    Edit(Table table, Key key, Row after) {
      this(table, key, after, null);
    }

    /** The row that is written, with the key that it has before. */
    RowId left() {
      return from == null ? id() : new RowId(table.name(), from);
    }

    RowId id() {
      return new RowId(table.name(), key);
    }
  }

  Row row(Table table, Key key) {
    return rows.get(new RowId(table.name(), key));
  }

  /** A user's transaction, whole or not at all; false when the database or a lock forbids it. */
  boolean user(List<Edit> edits) {
    String tx = "u" + ++transactions;
    List<Runnable> undo = new ArrayList<>();
    for (Edit edit : edits) {
      if (blocked(edit) || violation(edit).isPresent()) {
        for (int i = undo.size() - 1; i >= 0; i--) {
          undo.get(i).run();
        }
        return false;
      }
      undo.add(put(tx, edit, null, true));
    }
    watcher.accept(tx);
    return true;
  }

  /** Whether a user would have to wait for the applier's transaction. */
  private boolean blocked(Edit edit) {
    return locked.contains(edit.id())
        || locked.contains(edit.left())
        || edit.from() != null && children(edit.left()).anyMatch(locked::contains)
        || (edit.after() == null || edit.from() != null) && referred.contains(edit.left())
        || edit.after() == null && cascade(edit.id()).stream().anyMatch(locked::contains)
        || open != null && side.unique().containsKey(edit.table().name())
        || side.parents(edit.table(), edit.after()).stream().anyMatch(locked::contains);
  }

  /** The rows that refer to this one. */
  private Stream<RowId> children(RowId parent) {
    return rows.entrySet().stream()
        .filter(e -> side.parents(e.getKey(), e.getValue()).contains(parent))
        .map(Map.Entry::getKey);
  }

  /** The rows that the database deletes with this one. */
  List<RowId> cascade(RowId parent) {
    return children(parent)
        .filter(child -> side.cascades(child.table()))
        .flatMap(child -> Stream.concat(Stream.of(child), cascade(child).stream()))
        .toList();
  }

  private Edit absent(RowId id) {
    return new Edit(side.table(id.table()), id.key(), null);
  }

  /** What stands against a write, if anything. */
  Optional<Failure.Kind> violation(Edit edit) {
    if (edit.after() == null) {
      boolean needed =
          children(edit.id())
              .anyMatch(
                  child -> !side.cascades(child.table()) || violation(absent(child)).isPresent());
      return needed ? Optional.of(Failure.Kind.STILL_REFERENCED) : Optional.empty();
    }
    if (edit.from() != null && rows.containsKey(edit.id())) {
      return Optional.of(Failure.Kind.UNIQUE_KEY_TAKEN);
    }
    for (RowId parent : side.parents(edit.table(), edit.after())) {
      if (!rows.containsKey(parent)) {
        return Optional.of(Failure.Kind.PARENT_MISSING);
      }
    }
    Integer column = side.unique().get(edit.table().name());
    if (column != null) {
      String value = edit.after().get(column);
      for (Map.Entry<RowId, Row> other : rows.entrySet()) {
        if (other.getKey().table().equals(edit.table().name())
            && !other.getKey().equals(edit.left())
            && value != null
            && value.equals(other.getValue().get(column))) {
          return Optional.of(Failure.Kind.UNIQUE_KEY_TAKEN);
        }
      }
    }
    return Optional.empty();
  }

  /** Writes with triggers; returns how to undo it. */
  Runnable put(String tx, Edit edit, String origin, boolean fires) {
    RowId rowId = edit.id();
    RowId left = edit.left();
    Row before = rows.get(left);
    List<Edit> follow = edit.from() == null ? List.of() : follow(edit);
    Row after = edit.after() == null ? null : rewrite.apply(edit.table(), edit.after());
    List<RowId> cascade = after == null ? cascade(rowId) : List.of();
    if (Objects.equals(before, after)) {
      return () -> {};
    }
    rows.remove(left);
    if (after != null) {
      rows.put(rowId, after);
    }
    Item.Change change = new Item.Change(edit.table(), before, after);
    MemoryLog.Out out = new MemoryLog.Out(++number, tx, change, origin, null);
    outbox.add(out);
    if (!tx.equals(open)) {
      raced.add(rowId);
      raced.add(left);
    }
    List<Runnable> more = new ArrayList<>();
    cascade.forEach(child -> more.add(0, cascaded(tx, child, origin)));
    follow.forEach(child -> more.add(0, also(tx, child, origin)));
    RowId other = fires && after != null ? applicationTrigger.apply(rowId) : null;
    Runnable also = other == null ? () -> {} : touch(tx, other, origin);
    return () -> {
      also.run();
      more.forEach(Runnable::run);
      outbox.remove(out);
      rows.remove(rowId);
      if (before != null) {
        rows.put(left, before);
      }
    };
  }

  /** What refers to a row gets its new key. */
  private List<Edit> follow(Edit parent) {
    return children(parent.left())
        .map(
            child -> {
              Table table = side.table(child.table());
              int column = side.parents().get(child.table()).column();
              return new Edit(
                  table, child.key(), rows.get(child).with(column, parent.key().get(0)));
            })
        .toList();
  }

  private Runnable touch(String tx, RowId other, String origin) {
    boolean applier = tx.equals(open);
    if (!rows.containsKey(other) || !applier && locked.contains(other)) {
      return () -> {};
    }
    Edit edit = new Edit(side.table(other.table()), other.key(), touch.apply(rows.get(other)));
    return also(tx, edit, origin);
  }

  private Runnable cascaded(String tx, RowId child, String origin) {
    return also(tx, absent(child), origin);
  }

  /** A write that the database makes on account of another. */
  private Runnable also(String tx, Edit edit, String origin) {
    RowId other = edit.id();
    boolean locks = tx.equals(open) && locked.add(other);
    Runnable undo = put(tx, edit, originOfSession ? origin : null, false);
    return () -> {
      undo.run();
      if (locks) {
        locked.remove(other);
      }
    };
  }

  /** Something that the applier itself puts into the outbox. */
  Runnable append(io.bactrian.apply.OutboxRecord record) {
    MemoryLog.Out out = new MemoryLog.Out(++number, open, null, null, record);
    outbox.add(out);
    return () -> outbox.remove(out);
  }

  /** What is committed, in the order of numbers. */
  List<MemoryLog.Out> visible() {
    return outbox.stream().filter(out -> !out.transaction().equals(open)).toList();
  }

  /** The applier's transaction is durable from here on. */
  void committed(String tx) {
    open = null;
    locked.clear();
    referred.clear();
    watcher.accept(tx);
  }

  /** Everything durable, at one moment. */
  record Backup(
      Map<RowId, Row> rows,
      List<MemoryLog.Out> outbox,
      Map<String, StreamState> streams,
      Map<String, String> hashes,
      Map<String, PartnerState> partners,
      List<Wait> waits,
      Head captured,
      long number) {}

  Backup backup() {
    return new Backup(
        Map.copyOf(rows),
        List.copyOf(outbox),
        Map.copyOf(streams),
        Map.copyOf(hashes),
        Map.copyOf(partners),
        List.copyOf(waits),
        captured,
        number);
  }

  /** Goes back in time, numbers included; names of transactions are not used twice. */
  void restore(Backup backup) {
    rows.clear();
    rows.putAll(backup.rows());
    outbox.clear();
    outbox.addAll(backup.outbox());
    streams.clear();
    streams.putAll(backup.streams());
    hashes.clear();
    hashes.putAll(backup.hashes());
    partners.clear();
    partners.putAll(backup.partners());
    waits.clear();
    waits.addAll(backup.waits());
    captured = backup.captured();
    number = backup.number();
  }

  MemoryTransaction begin() {
    open = "a" + ++transactions;
    raced.clear();
    return new MemoryTransaction(this, open);
  }
}
