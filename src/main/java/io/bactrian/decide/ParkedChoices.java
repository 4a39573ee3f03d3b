package io.bactrian.decide;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.Wait;
import io.bactrian.changeset.RowId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes what a person chose for parked changes. Thread-safe. */
record ParkedChoices(WaitingChanges waiting, Decisions.Settling settling) {
  /** Most parked rows that are decided in one transaction. */
  private static final int TOGETHER = 500;

  enum Tried {
    WRITTEN,
    STAYS,
    /** Somebody decided it meanwhile. */
    GONE
  }

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
    try (ApplyTransaction tx = settling.transactions().open()) {
      Set<RowId> with = settling.appliers().get(spoke).rejectedWith(tx, rows);
      return parked.stream()
          .filter(row -> with.contains(row.row()))
          .map(WaitingChanges.Waiting::listed)
          .toList();
    }
  }

  /** Returns those that are parked still. */
  List<ListedQuestion> settle(String spoke, List<ListedQuestion> some, boolean theirs, String by) {
    Map<String, RowId> rows = new HashMap<>();
    parked(spoke).forEach(row -> rows.put(row.listed().id(), row.row()));
    List<RowId> there =
        some.stream().map(one -> rows.get(one.id())).filter(Objects::nonNull).toList();
    for (int from = 0; from < there.size(); from += TOGETHER) {
      List<RowId> these = there.subList(from, Math.min(there.size(), from + TOGETHER));
      settling
          .transactions()
          .in(tx -> settling.appliers().get(spoke).settle(tx, these, theirs, by));
    }
    Set<String> still =
        parked(spoke).stream().map(row -> row.listed().id()).collect(Collectors.toSet());
    return some.stream().filter(one -> still.contains(one.id())).toList();
  }

  private List<WaitingChanges.Waiting> parked(String spoke) {
    return waiting.all(Wait.Kind.PARKED, spoke);
  }

  /** Tries one with other values. */
  Tried settleWith(ListedQuestion question, Map<String, String> values, String by) {
    RowId row =
        parked(question.spoke()).stream()
            .filter(one -> one.listed().id().equals(question.id()))
            .map(WaitingChanges.Waiting::row)
            .findFirst()
            .orElse(null);
    if (row == null) {
      return Tried.GONE;
    }
    HubApplier applier = settling.appliers().get(question.spoke());
    boolean written = settling.transactions().in(tx -> applier.settle(tx, row, values, by));
    return written ? Tried.WRITTEN : Tried.STAYS;
  }
}
