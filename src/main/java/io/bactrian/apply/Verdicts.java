package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.RowPart;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * The hub's answers: for each row of the spoke that was judged, a verdict if the hub's view of it,
 * as read back, is not what the spoke last sent, or if the spoke awaits it. No other condition.
 * Other rows of the spoke that a written row maps to need none: such a row is written as a change
 * of our own ({@link HubAttempt}). Thread-safe.
 */
record Verdicts(SpokeView view) {

  /**
   * A spoke's row in this changeset.
   *
   * @param table the spoke's
   * @param after the last image that it sent, null for absence
   * @param rows ours that any of its changes may speak of
   */
  record Judged(Table table, SentRow after, Map<RowId, Table> rows) {
    static Judged of(MappedChange parts) {
      Table table = parts.change().table();
      return new Judged(table, SentRow.of(table, parts.change().after()), parts.reach());
    }

    Judged then(Judged later) {
      Map<RowId, Table> all = new LinkedHashMap<>(rows);
      all.putAll(later.rows);
      return new Judged(later.table, later.after, all);
    }
  }

  /**
   * The verdicts due, and those to be noted, in the order in which the rows were first judged.
   *
   * @param awaited rows of the spoke that get theirs whatever it is
   * @throws ApplyAgainException when the database moved a row out of the spoke's view and nobody
   *     had looked
   */
  List<OutboxRecord> of(
      ApplyTransaction tx,
      Map<RowId, Judged> judged,
      Set<RowId> awaited,
      TouchedRows footprint,
      long number,
      long judgedAt) {
    Map<RowId, Row> ours = readBack(tx, judged, footprint.unlocked());
    List<OutboxRecord> verdicts = new ArrayList<>();
    judged.forEach(
        (row, judgement) -> {
          List<Item.Image> images = new ArrayList<>();
          List<RowId> absent = new ArrayList<>();
          judgement
              .rows()
              .forEach(
                  (id, table) -> {
                    if (view.visible(table, ours.get(id))) {
                      images.add(new Item.Image(table, ours.get(id)));
                    } else {
                      absent.add(id);
                      requireSeen(footprint, id, ours.get(id));
                    }
                  });
          boolean due =
              awaited.contains(row)
                  || !judgement.rows().isEmpty() && !agrees(row, judgement, images);
          boolean unseen =
              absent.stream()
                  .anyMatch(id -> ours.get(id) == null && !footprint.deleted().contains(id));
          if (due || unseen) {
            Item.Verdict verdict = new Item.Verdict(row.table(), row.key(), number, false, images);
            verdicts.add(new OutboxRecord.VerdictFor(view.spoke(), verdict, judgedAt, absent, due));
          }
        });
    return verdicts;
  }

  /** What was looked at when it was written was moved by what the database did since. */
  private void requireSeen(TouchedRows footprint, RowId id, Row ours) {
    boolean moved = ours != null && footprint.placed().contains(id);
    if (moved && view.altered().add(id.table())) {
      throw new ApplyAgainException(id.table());
    }
  }

  private static Map<RowId, Row> readBack(
      ApplyTransaction tx, Map<RowId, Judged> judged, Set<RowId> unlocked) {
    Map<Table, Set<Key>> known = new LinkedHashMap<>();
    Map<Table, Set<Key>> absent = new LinkedHashMap<>();
    for (Judged judgement : judged.values()) {
      judgement
          .rows()
          .forEach(
              (id, table) ->
                  (unlocked.contains(id) ? absent : known)
                      .computeIfAbsent(table, t -> new TreeSet<>())
                      .add(id.key()));
    }
    Map<RowId, Row> rows = new HashMap<>();
    boolean alone = judged.size() == 1;
    absent.forEach((table, keys) -> put(rows, table, keys, alone, tx::loadAndLock));
    known.forEach((table, keys) -> put(rows, table, keys, alone, tx::read));
    return rows;
  }

  /**
   * @param alone whether one change speaks of all of them, so that they can't be taken in parts
   */
  private static void put(
      Map<RowId, Row> rows,
      Table table,
      Set<Key> keys,
      boolean alone,
      BiFunction<Table, Set<Key>, Map<Key, Row>> read) {
    for (Set<Key> some : alone ? keys.stream().map(Set::of).toList() : List.of(keys)) {
      read.apply(table, some).forEach((key, row) -> rows.put(new RowId(table.name(), key), row));
    }
  }

  /** Whether what the spoke would make of our rows is what it has. */
  private boolean agrees(RowId row, Judged judgement, List<Item.Image> images) {
    RowPart part = part(view.toSpoke(), row, images);
    if (part == null || judgement.after() == null) {
      return part == null && judgement.after() == null;
    }
    Table target = part.target();
    return part.columns().stream()
        .allMatch(
            c -> {
              int theirs = judgement.table().position(target.column(c).name());
              return theirs < 0
                  || judgement.after().same(target.column(c), theirs, part.row().get(c));
            });
  }

  /**
   * What the images say of one row, put together; columns that only rows give which are not among
   * them are NULL. Null when there is no such row.
   */
  static RowPart part(Mapping mapping, RowId row, List<Item.Image> images) {
    Set<RowPart> parts = new LinkedHashSet<>();
    for (Item.Image image : images) {
      RowPart part = MappedChange.map(mapping, image.table(), image.row()).get(row);
      if (part != null) {
        parts.add(part);
      }
    }
    RowPart told = parts.stream().reduce(RowPart::together).filter(RowPart::owner).orElse(null);
    if (told == null) {
      return null;
    }
    BitSet rest = (BitSet) mapping.given(told.target()).clone();
    rest.andNot(told.columns());
    if (rest.isEmpty()) {
      return told;
    }
    Row nothing = Row.owning(new String[told.target().width()]);
    return told.together(new RowPart(told.target(), nothing, rest, false));
  }

  /** "It waits": the spoke keeps its row until the final verdict. */
  static OutboxRecord parked(String spoke, RowId row, long number, long judgedAt) {
    Item.Verdict verdict = new Item.Verdict(row.table(), row.key(), number, true, List.of());
    return new OutboxRecord.VerdictFor(spoke, verdict, judgedAt, List.of(), true);
  }
}
