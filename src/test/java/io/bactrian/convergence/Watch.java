package io.bactrian.convergence;

import io.bactrian.apply.OutboxRecord;
import io.bactrian.apply.Wait;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.RowText;
import io.bactrian.changeset.Table;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Checks each transaction of the hub's applier as it commits: nothing that a spoke wrote is lost,
 * and nothing is sent back that the hub accepted unchanged.
 */
final class Watch {
  private final MemorySite hub;
  private final Shape shape;
  private final String spoke;
  private final boolean adds;
  private final boolean touches;
  private final boolean rewrites;
  private final Set<RowId> parkedBefore;
  private final Set<RowId> apart = new HashSet<>();

  Watch(
      MemorySite hub, Shape shape, String spoke, boolean adds, boolean touches, boolean rewrites) {
    this.hub = hub;
    this.shape = shape;
    this.spoke = spoke;
    this.adds = adds;
    this.touches = touches;
    this.rewrites = rewrites;
    this.parkedBefore = parked();
    this.apart.addAll(apart());
  }

  /** Rows of the spoke that have another key here, by the keys that it gave, and by theirs. */
  private Set<RowId> apart() {
    Set<RowId> rows = new HashSet<>();
    for (Wait wait : hub.waits) {
      if (wait.stream().equals(spoke) && wait.kind() == Wait.Kind.KEPT_APART) {
        rows.add(new RowId(wait.table(), wait.key()));
        rows.add(new RowId(wait.table(), Key.of(RowText.parse(RowText.parse(wait.payload())[0]))));
      }
    }
    return rows;
  }

  /**
   * The rows that this transaction put beside ours, under keys of their own: the spoke is told of
   * them as of any other row, and of their deletion too where it deleted them in the same
   * changeset.
   */
  private static Set<RowId> keptBeside(List<MemoryLog.Out> outs) {
    Set<RowId> rows = new HashSet<>();
    for (MemoryLog.Out out : outs) {
      if (out.record() instanceof OutboxRecord.ConflictRecord record
          && record.decision().rule().equals("keep-both")
          && record.decision().row() != null) {
        Table table = record.conflict().table();
        Key kept = table.keyOf(record.decision().row());
        Row sent = record.conflict().theirs();
        if (sent != null && !kept.equals(table.keyOf(sent))) {
          rows.add(new RowId(table.name(), kept));
        }
      }
    }
    return rows;
  }

  /** Whether it is about such a row, or one that refers to it. */
  private boolean isApart(Item.Change change) {
    Set<RowId> reach = reach(change);
    return !apart.isEmpty()
        && (reach.stream().anyMatch(apart::contains)
            || shape.toHub.map(change.table(), image(change)).stream()
                .flatMap(part -> hub.side.parents(part.target(), part.row()).stream())
                .anyMatch(apart::contains));
  }

  private Set<RowId> parked() {
    Set<RowId> rows = new HashSet<>();
    for (Wait wait : hub.waits) {
      if (wait.stream().equals(spoke) && wait.kind() == Wait.Kind.PARKED) {
        rows.add(new RowId(wait.table(), wait.key()));
      }
    }
    return rows;
  }

  /**
   * Rows with a parked change that went in now are left out: it came later than what this changeset
   * says of them. To be called after the commit, before anything is captured.
   */
  void committed(String transaction, List<Item> items) {
    List<Item.Change> changes =
        items.stream().filter(i -> i instanceof Item.Change).map(i -> (Item.Change) i).toList();
    List<MemoryLog.Out> outs =
        hub.outbox.stream().filter(out -> out.transaction().equals(transaction)).toList();
    Set<RowId> parked = parked();
    apart.addAll(apart());
    apart.addAll(keptBeside(outs));
    Map<RowId, Row> all = Sight.of(hub, shape, null);
    for (int i = 0; i < changes.size(); i++) {
      Item.Change change = changes.get(i);
      boolean settled =
          parkedBefore.stream()
              .anyMatch(row -> !parked.contains(row) && row.key().equals(change.key()));
      boolean movedOn =
          changes.stream()
              .skip(i + 1L)
              .anyMatch(later -> later.movesKey() && later.rowIds().contains(row(change)));
      boolean excused =
          settled || movedOn || raced(change) || ownerGone(change, changes) || isApart(change);
      if (!parked.contains(row(change))
          && !excused
          && !recorded(change, outs)
          && !cascaded(change, outs)) {
        kept(change, changes.subList(i + 1, changes.size()), all.get(row(change)));
      }
    }
    Set<RowId> loaded = new HashSet<>();
    for (Item item : items) {
      if (item instanceof Item.Present present) {
        loaded.add(new RowId(present.table().name(), present.key()));
      }
    }
    noEcho(changes, loaded, outs);
  }

  private static RowId row(Item.Change change) {
    return new RowId(change.table().name(), change.key());
  }

  /** Whether the row that this one is a part of is deleted, be it later because it had to wait. */
  private boolean ownerGone(Item.Change change, List<Item.Change> all) {
    return all.stream()
        .anyMatch(
            other ->
                other.after() == null
                    && (other.key().equals(change.key()) && !row(other).equals(row(change))
                        || shape
                            .spoke
                            .parents(change.table(), image(change))
                            .contains(row(other))));
  }

  private static Row image(Item.Change change) {
    return change.after() != null ? change.after() : change.before();
  }

  private Set<RowId> reach(Item.Change change) {
    Set<RowId> reach = new HashSet<>();
    for (Row row : new Row[] {change.before(), change.after()}) {
      if (row != null) {
        reach.addAll(shape.toHub.reach(change.table(), row).keySet());
      }
    }
    return reach;
  }

  /** Whether a user of the hub wrote there too, so that the hub's rows now prove nothing. */
  private boolean raced(Item.Change change) {
    return reach(change).stream().anyMatch(hub.raced::contains);
  }

  private boolean recorded(Item.Change change, List<MemoryLog.Out> outs) {
    Set<RowId> reach = reach(change);
    return outs.stream()
        .anyMatch(
            out ->
                out.record() instanceof OutboxRecord.ConflictRecord record
                    && reach.contains(id(record)));
  }

  /** Whether the database deleted it with a row that it came to refer to here. */
  private boolean cascaded(Item.Change change, List<MemoryLog.Out> outs) {
    Set<RowId> reach = reach(change);
    return outs.stream()
        .anyMatch(
            out ->
                out.change() != null
                    && out.change().after() == null
                    && out.origin() == null
                    && reach.contains(row(out.change())));
  }

  /** The row of ours that a conflict is about. */
  static RowId id(OutboxRecord.ConflictRecord record) {
    Table table = record.conflict().table();
    Row row = record.conflict().ours();
    row = row == null ? record.conflict().theirs() : row;
    return new RowId(table.name(), table.keyOf(row == null ? record.conflict().base() : row));
  }

  private void kept(Item.Change change, List<Item.Change> later, Row seen) {
    List<Item.Change> same = later.stream().filter(l -> row(l).equals(row(change))).toList();
    if (same.stream().anyMatch(l -> l.before() == null || l.after() == null)) {
      return;
    }
    if (change.after() == null || seen == null) {
      if (seen != change.after()) {
        throw new AssertionError("a write is lost: " + change.key().get(0));
      }
      return;
    }
    Table table = change.table();
    for (int c = 1; c < table.width(); c++) {
      int column = c;
      String value = change.after().get(c);
      String old = change.before() == null ? null : change.before().get(c);
      boolean wrote = !sameThere(table, c, old, value);
      boolean again =
          same.stream()
              .anyMatch(l -> !Objects.equals(l.before().get(column), l.after().get(column)));
      boolean excused =
          touches && table.column(c).name().endsWith("hy")
              || touches && table.column(c).name().equals("WHY")
              || rewrites && table.column(c).name().equals("own")
              || adds;
      if (wrote && !again && !excused && !sameThere(table, c, value, seen.get(c))) {
        throw new AssertionError(
            "a write is lost: " + table.column(c).name() + " of " + change.key().get(0));
      }
    }
  }

  private boolean sameThere(Table table, int column, String a, String b) {
    return Objects.equals(a, b)
        || table.column(column).name().equals("EX")
            && Objects.equals(shape.convert(a, true), shape.convert(b, true));
  }

  private void noEcho(List<Item.Change> changes, Set<RowId> loaded, List<MemoryLog.Out> outs) {
    Map<RowId, Row> view = Sight.of(hub, shape, spoke);
    for (MemoryLog.Out out : outs) {
      if (out.record() instanceof OutboxRecord.VerdictFor verdict
          && verdict.due()
          && !verdict.verdict().parked()) {
        RowId row = new RowId(verdict.verdict().table(), verdict.verdict().key());
        Row last = null;
        boolean raced = false;
        for (Item.Change change : changes.stream().flatMap(c -> c.apart().stream()).toList()) {
          last = row(change).equals(row) ? change.after() : last;
          raced |= row(change).equals(row) && raced(change);
        }
        boolean apart = raced || loaded.contains(row) || parkedBefore.contains(row);
        if (!apart && Objects.equals(last, view.get(row))) {
          throw new AssertionError("a verdict tells what was sent: " + row.key().get(0));
        }
      }
      boolean cascaded =
          out.change() != null
              && (shape == Shape.KEYS || hub.side.cascades(out.change().table().name()));
      if (out.change() != null
          && out.origin() == null
          && shape.oneToOne()
          && !touches
          && !cascaded
          && apart.stream().noneMatch(out.change().rowIds()::contains)) {
        throw new AssertionError("a write of the spoke's goes back to it");
      }
    }
  }
}
