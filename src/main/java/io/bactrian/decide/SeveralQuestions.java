package io.bactrian.decide;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.HubRow;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.Wait;
import io.bactrian.changelog.StoredConflict;
import io.bactrian.decide.WaitingChanges.Waiting;
import io.bactrian.problem.ProblemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads several questions with their rows as they are now, without notes. Thread-safe. */
record SeveralQuestions(Hub hub, OneQuestion one, PresentRows rows) {

  /**
   * Conflicts with one query of the store and one of each table, then parked changes, of which the
   * hub's rows are found by mapping each. What is decided or gone meanwhile is left out.
   *
   * @param some few enough to be in memory
   */
  List<OpenQuestion> whole(List<ListedQuestion> some) {
    List<OpenQuestion> all = new ArrayList<>();
    try (ApplyTransaction tx = hub.transactions().open()) {
      conflicts(tx, of(some, QuestionKind.MANUAL), all);
      parked(tx, of(some, QuestionKind.PARKED), all);
    }
    return all;
  }

  private static Map<String, ListedQuestion> of(List<ListedQuestion> some, QuestionKind kind) {
    return some.stream()
        .filter(question -> question.kind() == kind)
        .collect(Collectors.toMap(ListedQuestion::id, question -> question));
  }

  private void conflicts(
      ApplyTransaction tx, Map<String, ListedQuestion> listed, List<OpenQuestion> to) {
    if (listed.isEmpty()) {
      return;
    }
    List<StoredConflict> stored =
        hub.conflicts().find(listed.keySet()).stream().filter(StoredConflict::open).toList();
    List<ConflictRecord> records = stored.stream().map(StoredConflict::record).toList();
    Map<String, List<HubRow>> present = new HashMap<>(rows.each(tx, records));
    for (StoredConflict conflict : stored) {
      String id = conflict.record().id();
      List<HubRow> row = present.getOrDefault(id, List.of());
      to.add(OneQuestion.conflict(listed.get(id), conflict, row, List.of()));
    }
  }

  private void parked(
      ApplyTransaction tx, Map<String, ListedQuestion> listed, List<OpenQuestion> to) {
    if (listed.isEmpty()) {
      return;
    }
    Set<String> spokes = new HashSet<>();
    listed.values().forEach(question -> spokes.add(question.spoke()));
    for (String spoke : spokes) {
      for (Waiting waiting : hub.waiting().all(Wait.Kind.PARKED, spoke)) {
        if (listed.containsKey(waiting.listed().id())) {
          try {
            to.add(one.waiting(tx, waiting));
          } catch (ProblemException gone) {
            continue; // it has been decided meanwhile
          }
        }
      }
    }
  }
}
