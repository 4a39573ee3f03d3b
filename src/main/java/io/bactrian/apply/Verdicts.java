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
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * Makes the hub's verdicts. A row of the spoke that was decided gets a verdict only if the hub's
 * row, read back and mapped, differs from what the spoke last sent, or if the spoke awaits a
 * verdict. A written row that also maps to other rows of the spoke needs none for them: it is
 * written as a change of our own ({@link HubAttempt}), which the spoke gets as such. Thread-safe.
 */
record Verdicts(SpokeView view) {

  /**
   * A row of the spoke that was decided in this changeset.
   *
   * @param table the spoke's table
   * @param after the last version that the spoke sent; null when absent
   * @param rows all our rows to which any of its changes may map
   */
  record Judged(Table table, SentRow after, Map<RowId, Table> rows) {
    static Judged of(MappedChange parts) {
      return of(parts, parts.row());
    }

    /**
     * @param row one of those that the change changes
     */
    static Judged of(MappedChange parts, RowId row) {
      Table table = parts.change().table();
      boolean left = !row.equals(parts.row());
      return new Judged(
          table, left ? null : SentRow.of(table, parts.change().after()), parts.reach());
    }

    Judged then(Judged later) {
      Map<RowId, Table> all = new LinkedHashMap<>(rows);
      all.putAll(later.rows);
      return new Judged(later.table, later.after, all);
    }
  }

  /**
   * Returns the verdicts to send, and those that capture only has to check ({@code due} false), in
   * the order in which the rows were first decided.
   *
   * @param awaited rows of the spoke that get a verdict in any case
   * @throws ApplyAgainException when the database moved a row out of the spoke's view and this was
   *     not checked for
   */
  List<OutboxRecord> of(
      ApplyTransaction tx,
      Map<RowId, Judged> judged,
      Set<RowId> awaited,
      Touched touched,
      long number,
      long judgedAt) {
    Map<RowId, Row> ours = readBack(tx, judged, touched);
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
                      requireSeen(touched, id, ours.get(id));
                    }
                  });
          boolean due =
              awaited.contains(row)
                  || !judgement.rows().isEmpty() && !agrees(row, judgement, images);
          boolean unseen =
              absent.stream()
                  .anyMatch(id -> ours.get(id) == null && !touched.is(id, Touched.How.DELETED));
          if (due || unseen) {
            Item.Verdict verdict = new Item.Verdict(row.table(), row.key(), number, false, images);
            verdicts.add(new OutboxRecord.VerdictFor(view.spoke(), verdict, judgedAt, absent, due));
          }
        });
    return verdicts;
  }

  /** How a row of the spoke compares with ours. */
  enum Standing {
    EQUAL,
    DIFFERENT,
    ONLY_THERE
  }

  /**
   * Compares rows of the spoke with ours, as they are now. Rows that can't be ours are left out.
   *
   * @param theirs rows that were sent to be compared
   */
  Map<RowId, Standing> standings(ApplyTransaction tx, Map<RowId, Judged> theirs) {
    Map<RowId, Row> ours = readBack(tx, theirs, (row, how) -> false);
    Map<RowId, Standing> standings = new LinkedHashMap<>();
    theirs.forEach(
        (row, sent) -> {
          List<Item.Image> images = new ArrayList<>();
          sent.rows()
              .forEach(
                  (id, table) -> {
                    if (view.visible(table, ours.get(id))) {
                      images.add(new Item.Image(table, ours.get(id)));
                    }
                  });
          if (part(view.toSpoke(), row, images) != null) {
            standings.put(row, agrees(row, sent, images) ? Standing.EQUAL : Standing.DIFFERENT);
          } else if (!sent.rows().isEmpty()) {
            standings.put(row, Standing.ONLY_THERE);
          }
        });
    return standings;
  }

  /**
   * Looks at rows that get no verdict yet, because a later change of theirs is parked.
   *
   * @throws ApplyAgainException as {@link #of}
   */
  void requireSeen(ApplyTransaction tx, Map<RowId, Judged> judged, Touched touched) {
    Map<RowId, Row> ours = readBack(tx, judged, touched);
    for (Judged judgement : judged.values()) {
      judgement
          .rows()
          .forEach(
              (id, table) -> {
                if (!view.visible(table, ours.get(id))) {
                  requireSeen(touched, id, ours.get(id));
                }
              });
    }
  }

  /**
   * Throws if a row was in the spoke's view when it was written, and later effects in the database
   * (triggers, cascades) moved it out, or may have before it was deleted.
   */
  private void requireSeen(Touched touched, RowId id, Row ours) {
    boolean moved = touched.is(id, ours != null ? Touched.How.PLACED : Touched.How.UNSEEN);
    if (moved && view.altered().add(id.table())) {
      throw new ApplyAgainException(id.table());
    }
  }

  private Map<RowId, Row> readBack(
      ApplyTransaction tx, Map<RowId, Judged> judged, Touched touched) {
    Map<Table, Set<Key>> known = new LinkedHashMap<>();
    Map<Table, Set<Key>> absent = new LinkedHashMap<>();
    for (Judged judgement : judged.values()) {
      judgement
          .rows()
          .forEach(
              (id, table) ->
                  (touched.is(id, Touched.How.UNLOCKED) ? absent : known)
                      .computeIfAbsent(table, t -> new TreeSet<>())
                      .add(id.key()));
    }
    Map<RowId, Row> rows = new HashMap<>();
    boolean alone = judged.size() == 1;
    absent.forEach((table, keys) -> put(rows, table, keys, alone, tx::loadAndLock));
    known.forEach((table, keys) -> put(rows, table, keys, alone, tx::read));
    for (Map<Table, Set<Key>> some : List.of(absent, known)) {
      some.forEach((table, keys) -> view.sight().expect(table, of(rows, table, keys)));
    }
    return rows;
  }

  private static List<Row> of(Map<RowId, Row> rows, Table table, Set<Key> keys) {
    return keys.stream()
        .map(key -> rows.get(new RowId(table.name(), key)))
        .filter(Objects::nonNull)
        .toList();
  }

  /**
   * @param alone whether a single change refers to all of them, so that the batch can't be split;
   *     then rows are read one at a time
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

  /** Whether our rows, mapped to the spoke, equal the row that it has. */
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
                  || judgement.after().same(target.column(c), theirs, part.row().cell(c));
            });
  }

  /**
   * Maps the images and merges the parts of one row. Columns that come only from rows that are not
   * among the images are NULL. Returns null when the images give no such row.
   */
  static RowPart part(Mapping mapping, RowId row, List<Item.Image> images) {
    RowPart merged = merged(mapping, row, images);
    BitSet rest = merged == null ? new BitSet() : rest(mapping, merged);
    if (rest.isEmpty()) {
      return merged;
    }
    Row nothing = Row.owning(new String[merged.target().width()]);
    return merged.together(new RowPart(merged.target(), nothing, rest, false));
  }

  /** Null when the images give no such row. */
  private static RowPart merged(Mapping mapping, RowId row, List<Item.Image> images) {
    Set<RowPart> parts = new LinkedHashSet<>();
    for (Item.Image image : images) {
      RowPart part = MappedChange.map(mapping, image.table(), image.row()).get(row);
      if (part != null) {
        parts.add(part);
      }
    }
    return parts.stream().reduce(RowPart::together).filter(RowPart::owner).orElse(null);
  }

  /** The columns that only other images would give. */
  private static BitSet rest(Mapping mapping, RowPart merged) {
    BitSet rest = (BitSet) mapping.given(merged.target()).clone();
    rest.andNot(merged.columns());
    return rest;
  }

  /**
   * What a verdict says whose images come later, as their values are too large: the columns that
   * none of them gives are NULL. Returns null when they give no such row.
   */
  static RowPart absentParts(Mapping mapping, Table table, RowId row, List<Item.Image> images) {
    if (images.isEmpty()) {
      return new RowPart(table, KeyColumns.row(table, row.key()), new BitSet(), false);
    }
    RowPart merged = merged(mapping, row, images);
    return merged == null
        ? null
        : new RowPart(
            merged.target(),
            KeyColumns.row(merged.target(), row.key()),
            rest(mapping, merged),
            false);
  }

  /** Makes a "parked" verdict: the spoke keeps its row until the final verdict. */
  static OutboxRecord parked(String spoke, RowId row, long number, long judgedAt) {
    Item.Verdict verdict = new Item.Verdict(row.table(), row.key(), number, true, List.of());
    return new OutboxRecord.VerdictFor(spoke, verdict, judgedAt, List.of(), true);
  }
}
