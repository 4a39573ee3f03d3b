package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.RowPart;
import io.bactrian.transform.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/**
 * The hub's answers: for each row of the spoke that was judged, a verdict if the hub's view of it,
 * as read back, is not what the spoke last sent. No other condition. Thread-safe.
 */
final class Verdicts {
  private final String spoke;
  private final Mapping toSpoke;
  private final BiPredicate<Table, Row> visible;

  Verdicts(String spoke, Mapping toSpoke, BiPredicate<Table, Row> visible) {
    this.spoke = spoke;
    this.toSpoke = toSpoke;
    this.visible = visible;
  }

  /**
   * A spoke's row in this changeset.
   *
   * @param table the spoke's
   * @param after the last image that it sent, null for absence
   * @param rows ours that any of its changes spoke of
   */
  record Judged(Table table, Row after, Map<RowId, Table> rows) {
    static Judged after(Judged earlier, Item.Change change, Parts parts) {
      Map<RowId, Table> rows = new LinkedHashMap<>(earlier == null ? Map.of() : earlier.rows());
      parts.rows().forEach((id, pair) -> rows.put(id, pair.any().target()));
      return new Judged(change.table(), change.after(), rows);
    }
  }

  /** The verdicts due, in the order in which the rows were first judged. */
  List<OutboxRecord> of(
      ApplyTransaction tx, Map<RowId, Judged> judged, long number, long judgedAt) {
    Map<RowId, Row> ours = readBack(tx, judged);
    List<OutboxRecord> verdicts = new ArrayList<>();
    judged.forEach(
        (row, judgement) -> {
          OutboxRecord.VerdictFor verdict = verdict(row, judgement, ours, number, judgedAt);
          if (!judgement.rows().isEmpty() && !agrees(row, judgement, verdict.verdict().rows())) {
            verdicts.add(verdict);
          }
        });
    return verdicts;
  }

  private OutboxRecord.VerdictFor verdict(
      RowId row, Judged judgement, Map<RowId, Row> ours, long number, long judgedAt) {
    List<Item.Image> images = new ArrayList<>();
    List<RowId> absent = new ArrayList<>();
    judgement
        .rows()
        .forEach(
            (id, table) -> {
              Row now = ours.get(id);
              if (visible.test(table, now)) {
                images.add(new Item.Image(table, now));
              } else {
                absent.add(id);
              }
            });
    Item.Verdict verdict = new Item.Verdict(row.table(), row.key(), number, false, images);
    return new OutboxRecord.VerdictFor(spoke, verdict, judgedAt, absent);
  }

  /** The verdict that ends a parked change: sent whatever the outcome, because it is awaited. */
  List<OutboxRecord> ending(
      ApplyTransaction tx, RowId row, Judged judgement, long number, long judgedAt) {
    Map<RowId, Row> ours = readBack(tx, Map.of(row, judgement));
    return List.of(verdict(row, judgement, ours, number, judgedAt));
  }

  private static Map<RowId, Row> readBack(ApplyTransaction tx, Map<RowId, Judged> judged) {
    Map<Table, Set<Key>> keys = new LinkedHashMap<>();
    judged.forEach(
        (row, judgement) ->
            judgement
                .rows()
                .forEach(
                    (id, table) ->
                        keys.computeIfAbsent(table, t -> new TreeSet<>()).add(id.key())));
    Map<RowId, Row> rows = new HashMap<>();
    keys.forEach(
        (table, wanted) ->
            tx.read(table, wanted)
                .forEach((key, row) -> rows.put(new RowId(table.name(), key), row)));
    return rows;
  }

  /** Whether what the spoke would make of our rows is what it has. */
  private boolean agrees(RowId row, Judged judgement, List<Item.Image> images) {
    RowPart part = part(toSpoke, row, images);
    if (part == null || judgement.after() == null) {
      return part == null && judgement.after() == null;
    }
    Table target = part.target();
    return part.columns().stream()
        .allMatch(
            c -> {
              int theirs = judgement.table().position(target.column(c).name());
              return theirs < 0
                  || Values.same(
                      target.column(c), part.row().get(c), judgement.after().get(theirs));
            });
  }

  /** What the images say of one row, put together; null when nothing. */
  static RowPart part(Mapping mapping, RowId row, List<Item.Image> images) {
    Set<RowPart> parts = new LinkedHashSet<>();
    for (Item.Image image : images) {
      RowPart part = Parts.map(mapping, image.table(), image.row()).get(row);
      if (part != null) {
        parts.add(part);
      }
    }
    return parts.stream().reduce(Parts::together).filter(RowPart::owner).orElse(null);
  }

  /** "It waits": the spoke keeps its row until the final verdict. */
  OutboxRecord parked(Wait wait, long judgedAt) {
    return new OutboxRecord.VerdictFor(
        spoke,
        new Item.Verdict(wait.table(), wait.key(), wait.number(), true, List.of()),
        judgedAt,
        List.of());
  }
}
