package io.bactrian.decide;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.HubRow;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.ParkedRow;
import io.bactrian.apply.Wait;
import io.bactrian.changelog.StoredConflict;
import io.bactrian.changeset.RowId;
import io.bactrian.decide.WaitingChanges.Waiting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Reads several questions with their rows as they are now, without notes. Thread-safe. */
record SeveralQuestions(Hub hub, PresentRows rows) {
  private static final OpenQuestion.History UNTOLD =
      new OpenQuestion.History(null, List.of(), List.of());

  /**
   * Conflicts with one query of the store and one of each table, then parked changes of each spoke
   * likewise. What is decided or gone meanwhile is left out.
   *
   * @param some few enough to be in memory
   */
  List<OpenQuestion> whole(List<ListedQuestion> some) {
    List<OpenQuestion> all = new ArrayList<>();
    each(some, all::add);
    return all;
  }

  /** As {@link #whole}, one after the other: of large ones not all are in memory. */
  void each(List<ListedQuestion> some, Consumer<OpenQuestion> to) {
    try (ApplyTransaction tx = hub.transactions().open()) {
      Map<String, ListedQuestion> manual = of(some, QuestionKind.MANUAL);
      if (!manual.isEmpty()) {
        hub.conflicts().inParts(manual.keySet(), part -> conflicts(tx, part, manual, to));
      }
      parked(tx, of(some, QuestionKind.PARKED), to);
    }
  }

  private static Map<String, ListedQuestion> of(List<ListedQuestion> some, QuestionKind kind) {
    return some.stream()
        .filter(question -> question.kind() == kind)
        .collect(Collectors.toMap(ListedQuestion::id, question -> question));
  }

  private void conflicts(
      ApplyTransaction tx,
      List<StoredConflict> part,
      Map<String, ListedQuestion> listed,
      Consumer<OpenQuestion> to) {
    List<StoredConflict> stored = part.stream().filter(StoredConflict::open).toList();
    List<ConflictRecord> records = stored.stream().map(StoredConflict::record).toList();
    Map<String, List<HubRow>> present = new HashMap<>(rows.each(tx, records));
    for (StoredConflict conflict : stored) {
      String id = conflict.record().id();
      List<HubRow> row = present.getOrDefault(id, List.of());
      to.accept(OneQuestion.conflict(listed.get(id), conflict, row, List.of()));
    }
  }

  private void parked(
      ApplyTransaction tx, Map<String, ListedQuestion> listed, Consumer<OpenQuestion> to) {
    if (listed.isEmpty()) {
      return;
    }
    Set<String> spokes = new LinkedHashSet<>();
    listed.values().forEach(question -> spokes.add(question.spoke()));
    for (String spoke : spokes) {
      List<Waiting> some =
          hub.waiting().all(Wait.Kind.PARKED, spoke).stream()
              .filter(waiting -> listed.containsKey(waiting.listed().id()))
              .toList();
      Map<RowId, ParkedRow> found =
          hub.appliers().get(spoke).parked(tx, some.stream().map(Waiting::row).toList(), false);
      for (Waiting waiting : some) {
        ParkedRow row = found.get(waiting.row()); // null when decided meanwhile
        if (row != null) {
          to.accept(OneQuestion.parked(waiting.listed(), row, UNTOLD));
        }
      }
    }
  }
}
