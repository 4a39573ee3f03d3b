package io.bactrian.decide;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.Wait;
import io.bactrian.changelog.ConflictLog;
import io.bactrian.changelog.StoredConflict;
import io.bactrian.conflict.Conflict;
import io.bactrian.decide.WaitingChanges.Waiting;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Lists and finds what waits for a person at a hub. Thread-safe. */
public final class Questions {
  /** Most lines of each kind. */
  static final int SHOWN = 10_000;

  private static final int SHORT = 12;

  private final ConflictLog conflicts;
  private final WaitingChanges waiting;
  private final AsideRows aside;

  public Questions(ConflictLog conflicts, WaitingChanges waiting, AsideRows aside) {
    this.conflicts = conflicts;
    this.waiting = waiting;
    this.aside = aside;
  }

  /**
   * Conflicts, the newest first, then parked changes, held rows and rows set aside, the oldest
   * first.
   */
  public Listing list(boolean decidedToo, Selection selection) {
    List<ListedQuestion> found = new ArrayList<>();
    boolean more = false;
    if (selection.takes(QuestionKind.MANUAL) || selection.takes(QuestionKind.DECIDED)) {
      found.addAll(conflicts(decidedToo, selection));
      more = cut(found, SHOWN);
    }
    for (Wait.Kind kind : List.of(Wait.Kind.PARKED, Wait.Kind.HELD_THERE)) {
      int before = found.size();
      if (selection.takes(of(kind))) {
        waiting.all(kind, selection.spoke()).stream()
            .map(Waiting::listed)
            .filter(selection::takes)
            .limit(SHOWN + 1L)
            .forEach(found::add);
        more |= cut(found, before + SHOWN);
      }
    }
    if (selection.takes(QuestionKind.ASIDE)) {
      int before = found.size();
      aside
          .listed(selection.spoke())
          .filter(selection::takes)
          .limit(SHOWN + 1L)
          .forEach(found::add);
      more |= cut(found, before + SHOWN);
    }
    return new Listing(found, more);
  }

  private List<ListedQuestion> conflicts(boolean decidedToo, Selection selection) {
    boolean openOnly = !decidedToo && selection.kind() != QuestionKind.DECIDED;
    ConflictLog.Which which =
        new ConflictLog.Which(openOnly, selection.spoke(), selection.table(), selection.before());
    return conflicts.list(which, Questions::listed, selection::takes, SHOWN + 1);
  }

  private static boolean cut(List<ListedQuestion> found, int most) {
    boolean more = found.size() > most;
    if (more) {
      found.subList(most, found.size()).clear();
    }
    return more;
  }

  private static QuestionKind of(Wait.Kind kind) {
    return kind == Wait.Kind.PARKED ? QuestionKind.PARKED : QuestionKind.HELD;
  }

  /** A short id that {@link #find} accepts. */
  public static String abbreviated(String id) {
    return id.substring(0, Math.min(id.length(), SHORT));
  }

  /**
   * Finds one by its id or the first characters of it.
   *
   * @param decidedToo also among decided conflicts
   * @throws ProblemException when there is none, or more than one
   */
  public OpenQuestion find(String id, boolean decidedToo) {
    List<OpenQuestion> found = new ArrayList<>();
    conflicts.beginning(id, !decidedToo, 2).forEach(stored -> found.add(question(stored)));
    Stream.of(Wait.Kind.PARKED, Wait.Kind.HELD_THERE)
        .flatMap(kind -> waiting.all(kind, null).stream())
        .filter(one -> one.listed().id().startsWith(id))
        .limit(2)
        .forEach(one -> waiting.question(one).ifPresent(found::add));
    if (found.size() != 1) {
      throw Problem.of(
              "%s conflict or parked change begins with `%s`.",
              found.isEmpty() ? "No open" : "More than one", id)
          .follows("Nothing was decided.")
          .toDo("`bactrian conflicts list` shows the ids.")
          .exception();
    }
    return found.get(0);
  }

  private static OpenQuestion question(StoredConflict stored) {
    Conflict conflict = stored.record().conflict();
    return new OpenQuestion(
        listed(stored),
        conflict.table(),
        conflict.columns(),
        conflict.base(),
        conflict.ours(),
        conflict.theirs());
  }

  private static ListedQuestion listed(StoredConflict stored) {
    ConflictRecord record = stored.record();
    Conflict conflict = record.conflict();
    return new ListedQuestion(
        record.id(),
        stored.open() ? QuestionKind.MANUAL : QuestionKind.DECIDED,
        conflict.spoke(),
        conflict.table().name(),
        key(record),
        conflict.columns().stream().map(c -> conflict.table().column(c).name()).toList(),
        conflict.kind().word() + how(stored),
        stored.at(),
        record.number());
  }

  private static String key(ConflictRecord record) {
    Conflict conflict = record.conflict();
    return Stream.of(conflict.theirs(), conflict.base(), conflict.ours(), record.decision().row())
        .filter(Objects::nonNull)
        .findFirst()
        .map(row -> WaitingChanges.text(conflict.table().keyOf(row)))
        .orElse(null);
  }

  private static String how(StoredConflict stored) {
    if (stored.open()) {
      return "; the hub's row stands meanwhile";
    }
    return stored.closing() == null
        ? "; decided by the rule `%s`".formatted(stored.record().decision().rule())
        : "; decided by %s".formatted(stored.closing().by());
  }
}
