package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.RowId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Counts how rows that a spoke sent to be compared differ from ours. Locks and writes none of them.
 * For one transaction.
 */
final class ArrivingRows {
  private final SpokeView view;
  private final ApplyTransaction tx;
  private List<Item.Present> next = List.of();
  private RowComparison found;

  /** Whether the spoke has answered, so that what follows is asked for. */
  private boolean asks;

  ArrivingRows(SpokeView view, ApplyTransaction tx) {
    this.view = view;
    this.tx = tx;
  }

  /** Whether the spoke's request says where its rows begin and end, which is noted. */
  boolean says(Item.Request request) {
    Item.Request.What what = request.what();
    boolean place = what == Item.Request.What.COMPARE || what == Item.Request.What.COMPARED;
    if (!place || !request.tables().isEmpty()) {
      return false;
    }
    RowComparison now = now();
    if (now != null && what == Item.Request.What.COMPARE && now.awaitsAnswer()) {
      found = now.arriving();
    } else if (now != null && what == Item.Request.What.COMPARED && now.arrives()) {
      found = now.compared();
      asks = true;
    }
    return true;
  }

  /** What the spoke says of its rows of a table. */
  void hashes(Item.Hashes answer) {
    if (now() != null && now().arrives()) {
      found = now().answered(answer);
    }
  }

  /** What is known; null when nobody asked, and then nothing is counted. */
  private RowComparison now() {
    return found != null ? found : tx.partner(view.spoke()).comparison();
  }

  /** Takes from the rows of a batch those to be counted next; returns the others. */
  List<Item> take(List<Item> rows) {
    List<Item> others = new ArrayList<>(rows.size());
    next = new ArrayList<>();
    for (Item row : rows) {
      if (row instanceof Item.Present present && present.compared()) {
        next.add(present);
      } else {
        others.add(row);
      }
    }
    return others;
  }

  /**
   * Counts the rows that were taken.
   *
   * @param marked number of our last changeset that the spoke had applied when it read these rows
   */
  void count(long marked) {
    List<Item.Present> rows = next;
    next = List.of();
    if (rows.isEmpty() || now() == null || !now().arrives()) {
      return;
    }
    Map<RowId, Verdicts.Judged> theirs = new LinkedHashMap<>();
    for (Item.Present row : rows) {
      MappedChange parts = MappedChange.of(view.toHub(), row);
      theirs.put(parts.row(), Verdicts.Judged.of(parts));
    }
    Map<RowId, Verdicts.Standing> standings = new LinkedHashMap<>();
    InParts.of(
        List.copyOf(theirs.keySet()),
        some -> {
          Map<RowId, Verdicts.Judged> these = new LinkedHashMap<>();
          some.forEach(row -> these.put(row, theirs.get(row)));
          standings.putAll(new Verdicts(view).standings(tx, these));
        });
    Set<RowId> underWay = underWay(standings, theirs, marked);
    Map<String, RowComparison.Counts> counts = new TreeMap<>();
    Map<String, LongStream.Builder> both = new TreeMap<>();
    RowComparison now = now();
    for (Map.Entry<RowId, Verdicts.Standing> one : standings.entrySet()) {
      RowId row = one.getKey();
      Verdicts.Standing standing = one.getValue();
      boolean onlyThere = standing == Verdicts.Standing.ONLY_THERE;
      if (!onlyThere) {
        both.computeIfAbsent(row.table(), t -> LongStream.builder()).add(RowHashes.hash(row));
      }
      if (!underWay.contains(row)) {
        counts.merge(row.table(), counts(standing), RowComparison.Counts::and);
        now =
            standing == Verdicts.Standing.EQUAL
                ? now
                : now.differs(row.table(), row.key().text(), onlyThere);
      }
    }
    for (Map.Entry<String, LongStream.Builder> table : both.entrySet()) {
      now = now.seen(table.getKey(), table.getValue().build().toArray());
    }
    found = now.and(counts);
  }

  /** Of the rows that only the spoke has, those of which it has yet to learn that they went. */
  private Set<RowId> underWay(
      Map<RowId, Verdicts.Standing> standings, Map<RowId, Verdicts.Judged> theirs, long marked) {
    Map<RowId, Set<RowId>> alone = new LinkedHashMap<>();
    standings.forEach(
        (row, standing) -> {
          if (standing == Verdicts.Standing.ONLY_THERE) {
            Set<RowId> either = new HashSet<>(theirs.get(row).rows().keySet());
            either.add(row);
            alone.put(row, either);
          }
        });
    if (alone.isEmpty()) {
      return Set.of();
    }
    Set<RowId> rows = new HashSet<>();
    alone.values().forEach(rows::addAll);
    Set<RowId> changed = new HashSet<>(tx.changedInOutbox(view.spoke(), rows));
    changed.addAll(view.sent().after(marked, rows));
    Set<RowId> underWay = new HashSet<>();
    alone.forEach(
        (row, either) -> {
          if (either.stream().anyMatch(changed::contains)) {
            underWay.add(row);
          }
        });
    return underWay;
  }

  private static RowComparison.Counts counts(Verdicts.Standing standing) {
    return switch (standing) {
      case EQUAL -> new RowComparison.Counts(0, 1, 0, 0);
      case DIFFERENT -> new RowComparison.Counts(0, 0, 1, 0);
      case ONLY_THERE -> new RowComparison.Counts(0, 0, 0, 1);
    };
  }

  /**
   * Saves what was found, and asks for what follows: the spoke for rows, or the loader for ours.
   *
   * @param number of the spoke's changeset
   * @return whether the loader has something to do
   */
  boolean save(long number) {
    if (found == null) {
      return false;
    }
    tx.savePartner(tx.partner(view.spoke()).with(found));
    boolean ours = asks && found.stage() == RowComparison.Stage.NARROWING;
    if (ours) {
      LoadScope scope = LoadScope.of(Item.Request.What.COMPARE, found.scope());
      LoadProgress.ask(tx, LoadProgress.begin(view.spoke(), scope, false, number));
    } else if (asks && found.stage() == RowComparison.Stage.ASKED) {
      tx.append(found.request(view.spoke(), number));
    }
    return ours;
  }
}
