package io.bactrian.decide;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.HubRow;
import io.bactrian.apply.ParkedRow;
import io.bactrian.apply.Wait;
import io.bactrian.apply.WaitText;
import io.bactrian.changelog.ConflictLine;
import io.bactrian.changelog.Note;
import io.bactrian.changelog.StoredConflict;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.decide.WaitingChanges.Waiting;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds one question, and reads its rows as they are now. Thread-safe. */
record OneQuestion(Hub hub, PresentRows rows) {

  /**
   * Where a question was found: a conflict or a row that waits; the other is null.
   *
   * @param conflict whole
   */
  record Located(StoredConflict conflict, Waiting waiting) {
    ListedQuestion listed() {
      return conflict != null ? ListedQuestion.of(ConflictLine.of(conflict)) : waiting.listed();
    }
  }

  /**
   * Finds one by the beginning of its id.
   *
   * @throws ProblemException when there is none, or more than one
   */
  Located located(String id, boolean decidedToo) {
    List<Located> found = new ArrayList<>();
    hub.conflicts()
        .beginning(id, !decidedToo, 2)
        .forEach(stored -> found.add(new Located(stored, null)));
    Stream.of(Wait.Kind.PARKED, Wait.Kind.HELD_THERE)
        .flatMap(kind -> hub.waiting().all(kind, null).stream())
        .filter(one -> one.listed().id().startsWith(id))
        .limit(2)
        .forEach(one -> found.add(new Located(null, one)));
    if (found.size() != 1) {
      Problem problem =
          Problem.of(
                  "%s conflict or parked change begins with `%s`.",
                  found.isEmpty() ? decidedToo ? "No" : "No open" : "More than one", id)
              .follows("Nothing was decided.")
              .toDo("`bactrian conflicts list` shows the ids.");
      throw found.isEmpty() ? new UnknownQuestionException(problem) : problem.exception();
    }
    return found.get(0);
  }

  /** The question with all that belongs to it. */
  OpenQuestion whole(Located located) {
    try (ApplyTransaction tx = hub.transactions().open()) {
      return located.conflict() != null
          ? conflict(tx, located.listed(), located.conflict())
          : waiting(tx, located.waiting());
    }
  }

  private OpenQuestion conflict(ApplyTransaction tx, ListedQuestion listed, StoredConflict stored) {
    return conflict(listed, stored, rows.of(tx, stored.record()), hub.notes().of(listed.id()));
  }

  static OpenQuestion conflict(
      ListedQuestion listed, StoredConflict stored, List<HubRow> present, List<Note> notes) {
    Conflict conflict = stored.record().conflict();
    return new OpenQuestion(
        listed,
        conflict.table(),
        conflict.columns(),
        conflict.base(),
        conflict.ours(),
        conflict.theirs(),
        present,
        Version.of(stored, present),
        new OpenQuestion.History(stored.record().decision(), stored.acts(), notes));
  }

  OpenQuestion waiting(ApplyTransaction tx, Waiting waiting) {
    ListedQuestion listed = waiting.listed();
    Wait first = waiting.first();
    OpenQuestion.History history =
        new OpenQuestion.History(null, List.of(), hub.notes().of(listed.id()));
    if (first.kind() == Wait.Kind.HELD_THERE) {
      return new OpenQuestion(
          listed,
          null,
          List.of(),
          null,
          null,
          null,
          List.of(),
          Version.of(List.of(first), List.of()),
          history);
    }
    ParkedRow parked =
        hub.appliers()
            .get(listed.spoke())
            .parked(tx, List.of(waiting.row()), false)
            .get(waiting.row());
    if (parked == null) {
      throw Problem.of("`%s` waits no longer.", listed.id())
          .follows("Nothing was decided.")
          .toDo("`bactrian conflicts list` shows what waits now.")
          .exception();
    }
    return parked(listed, parked, history);
  }

  static OpenQuestion parked(
      ListedQuestion listed, ParkedRow parked, OpenQuestion.History history) {
    List<Wait> waits = parked.waits();
    Item.Change change = WaitText.parse(waits.get(0).payload());
    Item.Change last = WaitText.parse(waits.get(waits.size() - 1).payload());
    Table table = change.table();
    return new OpenQuestion(
        listed,
        table,
        IntStream.range(0, table.width()).boxed().toList(),
        change.before(),
        null,
        last.after(),
        parked.rows(),
        Version.of(parked),
        history);
  }
}
