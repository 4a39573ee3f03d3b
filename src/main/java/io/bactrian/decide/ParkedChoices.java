package io.bactrian.decide;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.HubRow;
import io.bactrian.apply.ParkedRow;
import io.bactrian.apply.Wait;
import io.bactrian.changeset.RowId;
import io.bactrian.decide.ConflictChoices.Said;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes what a person chose for parked changes. Thread-safe. */
record ParkedChoices(Hub hub) {
  /** Most parked rows that are decided in one transaction. */
  private static final int TOGETHER = 500;

  enum Tried {
    WRITTEN,
    STAYS,
    /** Somebody decided it meanwhile. */
    GONE;

    /** For people. */
    String sentence(String id, List<String> choice) {
      return switch (this) {
        case GONE -> "Nothing was done: it has been decided meanwhile.";
        case STAYS ->
            "Tried again, and refused again: it stays parked. `bactrian conflicts show "
                + Questions.abbreviated(id)
                + "` says why.";
        case WRITTEN ->
            choice.equals(Choice.THEIRS)
                ? "Decided: the change is written, and its spoke is notified."
                : choice.equals(Choice.OURS)
                    ? "Decided: the change is dropped; it stays in the conflict records."
                    : "Decided: the change is written with these values, and its spoke gets the row as it is.";
      };
    }
  }

  /** What a person chose for parked changes of a spoke. */
  record Chosen(String spoke, boolean theirs, String by, Terms terms) {}

  /**
   * Those of a spoke that are dropped along with these: they wait for a row that only these would
   * have brought.
   */
  List<ListedQuestion> droppedWith(String spoke, List<ListedQuestion> some) {
    List<WaitingChanges.Waiting> parked = parked(spoke);
    Set<String> ids = some.stream().map(ListedQuestion::id).collect(Collectors.toSet());
    List<RowId> rows =
        parked.stream()
            .filter(row -> ids.contains(row.listed().id()))
            .map(WaitingChanges.Waiting::row)
            .toList();
    try (ApplyTransaction tx = hub.transactions().open()) {
      Set<RowId> with = hub.appliers().get(spoke).rejectedWith(tx, rows);
      return parked.stream()
          .filter(row -> with.contains(row.row()))
          .map(WaitingChanges.Waiting::listed)
          .toList();
    }
  }

  /**
   * Decides those of a spoke that are as they were seen.
   *
   * @param more asked before each part whether there is time for it
   */
  Outcome settle(Chosen chosen, List<Seen> some, BooleanSupplier more) {
    String spoke = chosen.spoke();
    Map<String, RowId> rows = new HashMap<>();
    parked(spoke).forEach(row -> rows.put(row.listed().id(), row.row()));
    Set<RowId> meant = meant(chosen.terms().dropped(), some, rows);
    List<ListedQuestion> gone = new ArrayList<>();
    List<ListedQuestion> moved = new ArrayList<>();
    List<ListedQuestion> late = new ArrayList<>();
    for (int from = 0; from < some.size(); from += TOGETHER) {
      List<Seen> these = some.subList(from, Math.min(some.size(), from + TOGETHER));
      if (!more.getAsBoolean()) {
        these.forEach(one -> late.add(one.question()));
        continue;
      }
      List<Seen> there = new ArrayList<>();
      these.forEach(
          one -> {
            if (rows.containsKey(one.question().id())) {
              there.add(one);
            } else {
              gone.add(one.question());
            }
          });
      settle(chosen, there, rows, meant, moved);
    }
    Set<String> still =
        parked(spoke).stream().map(row -> row.listed().id()).collect(Collectors.toSet());
    Set<ListedQuestion> not = new HashSet<>(moved);
    not.addAll(late);
    List<ListedQuestion> stays =
        some.stream()
            .map(Seen::question)
            .filter(one -> still.contains(one.id()) && !not.contains(one))
            .toList();
    int decided = some.size() - stays.size() - not.size() - gone.size();
    return new Outcome(decided, stays, moved, gone, late);
  }

  /** What may be rejected along with a set; null for anything. */
  private static Set<RowId> meant(Set<String> dropped, List<Seen> set, Map<String, RowId> rows) {
    if (dropped == null) {
      return null;
    }
    return Stream.concat(dropped.stream(), set.stream().map(one -> one.question().id()))
        .map(rows::get)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  /** Of those that would drop more than is meant, the others are found by halves. */
  private void settle(
      Chosen chosen,
      List<Seen> some,
      Map<String, RowId> rows,
      Set<RowId> meant,
      List<ListedQuestion> moved) {
    List<ListedQuestion> other = hub.transactions().in(tx -> settle(tx, chosen, some, rows, meant));
    if (other != null) {
      moved.addAll(other);
    } else if (some.size() == 1) {
      moved.add(some.get(0).question());
    } else {
      int middle = some.size() / 2;
      settle(chosen, some.subList(0, middle), rows, meant, moved);
      settle(chosen, some.subList(middle, some.size()), rows, meant, moved);
    }
  }

  /**
   * Returns those that have moved on; the others are settled. Null when more would be dropped than
   * is meant, and nothing was.
   */
  private List<ListedQuestion> settle(
      ApplyTransaction tx,
      Chosen chosen,
      List<Seen> some,
      Map<String, RowId> rows,
      Set<RowId> meant) {
    HubApplier applier = hub.appliers().get(chosen.spoke());
    List<Seen> compared = some.stream().filter(one -> one.version() != null).toList();
    Map<RowId, ParkedRow> now =
        compared.isEmpty()
            ? Map.of()
            : applier.parked(
                tx, compared.stream().map(one -> rows.get(one.question().id())).toList(), true);
    List<ListedQuestion> moved = new ArrayList<>();
    List<RowId> same = new ArrayList<>();
    for (Seen one : some) {
      RowId row = rows.get(one.question().id());
      ParkedRow there = now.get(row);
      if (one.version() == null || there != null && Version.of(there).equals(one.version())) {
        same.add(row);
      } else if (there != null) { // else it has followed one that was settled before
        moved.add(one.question());
      }
    }
    if (same.isEmpty()) {
      return moved;
    }
    if (chosen.theirs()) {
      applier.settle(tx, same, true, chosen.by());
      return moved;
    }
    return rejects(applier, tx, same, chosen.by(), meant) ? moved : null;
  }

  /** Returns false when more would be dropped than is meant, and nothing was. */
  private static boolean rejects(
      HubApplier applier, ApplyTransaction tx, List<RowId> rows, String by, Set<RowId> meant) {
    boolean[] all = {true};
    applier.reject(tx, rows, by, also -> all[0] = meant == null || meant.containsAll(also));
    return all[0];
  }

  private List<WaitingChanges.Waiting> parked(String spoke) {
    return hub.waiting().all(Wait.Kind.PARKED, spoke);
  }

  /**
   * Decides one.
   *
   * @param said a side, or values with which it is tried
   * @param dropped as {@link Terms#dropped}
   * @throws MovedOnException when it is not what the person saw, or more would be dropped
   */
  Tried settle(WaitingChanges.Waiting one, Said said, Set<String> dropped) {
    String spoke = one.listed().spoke();
    RowId row = one.row();
    HubApplier applier = hub.appliers().get(spoke);
    Map<String, RowId> rows = new HashMap<>();
    parked(spoke).forEach(other -> rows.put(other.listed().id(), other.row()));
    Set<RowId> meant = meant(dropped, List.of(), rows);
    return hub.transactions()
        .in(
            tx -> {
              ParkedRow now = applier.parked(tx, List.of(row), said.seen() != null).get(row);
              if (now == null) {
                return Tried.GONE;
              }
              if (said.seen() != null && !Version.of(now).equals(said.seen())) {
                throw MovedOnException.seen(one.listed().id());
              }
              if (!Choice.isSide(said.choice())) {
                boolean written = applier.settle(tx, row, Choice.values(said.choice()), said.by());
                return written ? Tried.WRITTEN : Tried.STAYS;
              }
              if (said.choice().equals(Choice.THEIRS)) {
                applier.settle(tx, row, true, said.by());
              } else if (!rejects(applier, tx, List.of(row), said.by(), meant)) {
                throw MovedOnException.drops(one.listed().id());
              }
              return hub.waiting().parked(spoke, row) ? Tried.STAYS : Tried.WRITTEN;
            });
  }

  /** What a choice would do to the hub's rows; a transaction for each part of a spoke's rows. */
  List<Preview> preview(String spoke, List<ListedQuestion> some, List<String> choice) {
    Map<String, WaitingChanges.Waiting> waiting = new HashMap<>();
    parked(spoke).forEach(row -> waiting.put(row.listed().id(), row));
    List<ListedQuestion> there =
        some.stream().filter(one -> waiting.containsKey(one.id())).toList();
    Map<String, String> values = Choice.isSide(choice) ? Map.of() : Choice.values(choice);
    List<Preview> all = new ArrayList<>();
    for (int from = 0; from < there.size(); from += TOGETHER) {
      List<ListedQuestion> these = there.subList(from, Math.min(there.size(), from + TOGETHER));
      List<RowId> rows = these.stream().map(one -> waiting.get(one.id()).row()).toList();
      Map<RowId, List<HubRow>> found =
          hub.transactions()
              .in(
                  tx ->
                      hub.appliers()
                          .get(spoke)
                          .attempt(tx, rows, !choice.equals(Choice.OURS), values));
      for (ListedQuestion one : these) {
        found
            .getOrDefault(waiting.get(one.id()).row(), List.of())
            .forEach(row -> all.add(new Preview(one, row.table(), row.row(), row.coming())));
      }
    }
    return all;
  }
}
