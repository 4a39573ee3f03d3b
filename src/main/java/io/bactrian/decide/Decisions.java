package io.bactrian.decide;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.ConflictCounts;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.Resolution;
import io.bactrian.apply.Write;
import io.bactrian.changelog.ConflictLog;
import io.bactrian.changelog.ConflictPurge;
import io.bactrian.changelog.StoredConflict;
import io.bactrian.database.ApplyTransactions;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Lists what waits for a person at a hub, and decides it. Works while the site runs: a decision is
 * a write at the hub, or another try of a parked change, and is sent like any other change.
 * Thread-safe.
 */
public final class Decisions {
  private final ConflictLog conflicts;
  private final ConflictPurge purge;
  private final ParkedChoices parked;
  private final Questions questions;
  private final Settling settling;
  private final Clock clock;

  public Decisions(
      ConflictLog conflicts,
      ConflictPurge purge,
      WaitingChanges waiting,
      AsideRows aside,
      Settling settling,
      Clock clock) {
    this.conflicts = conflicts;
    this.purge = purge;
    this.parked = new ParkedChoices(waiting, settling);
    this.questions = new Questions(conflicts, waiting, aside);
    this.settling = settling;
    this.clock = clock;
  }

  /**
   * Writes decisions to the database.
   *
   * @param appliers by spoke
   */
  public record Settling(Map<String, HubApplier> appliers, ApplyTransactions transactions) {
    public Settling {
      appliers = Map.copyOf(appliers);
    }
  }

  /** What can be listed and decided. */
  public Questions questions() {
    return questions;
  }

  /** Decides for one side. */
  public String decide(String id, boolean theirs, String by) {
    return decide(id, List.of(theirs ? "theirs" : "ours"), by);
  }

  /**
   * Decides one.
   *
   * @param choice {@code ours}, {@code theirs}, or values as {@code column=value}: of a conflict
   *     the hub's columns, of a parked change the spoke's
   * @return what was done, as a sentence to print
   * @throws ProblemException when it is not open, the choice is none, or the database refuses
   */
  public String decide(String id, List<String> choice, String by) {
    OpenQuestion question = questions.find(id, false);
    return switch (question.listed().kind()) {
      case MANUAL, DECIDED ->
          switch (resolve(question.listed(), choice, by)) {
            case WRITTEN -> "Decided: the row is written and goes to every site that sees it.";
            case EQUAL -> "Decided: the row is as chosen already.";
            case CLOSED -> "Nothing was done: it has been decided meanwhile.";
          };
      case PARKED -> settle(question.listed(), choice, by);
      case HELD, ASIDE -> throw held(question.listed());
    };
  }

  private static ProblemException held(ListedQuestion question) {
    return Problem.of(
            "A row of `%s` that %s holds can't be decided here.",
            question.table(), question.spoke())
        .follows("Nothing was decided; the row is tried again at %s by itself.", question.spoke())
        .toDo("Mend the row at the hub, or what stands in its way at %s.", question.spoke())
        .exception();
  }

  /**
   * What became of a set.
   *
   * @param decided how many are decided
   * @param stays those that were tried and refused again
   */
  public record Outcome(int decided, List<ListedQuestion> stays) {}

  /**
   * Decides many for one side: each conflict by itself, parked rows together, so that rows that
   * need each other go in together. What the database refuses stays as it is, and the rest goes on.
   * Held rows can't be decided and are passed over.
   */
  public Outcome decide(List<ListedQuestion> set, boolean theirs, String by) {
    List<ListedQuestion> stays = new ArrayList<>();
    Map<String, List<ListedQuestion>> parkedOf = new LinkedHashMap<>();
    int tried = 0;
    for (ListedQuestion one : set) {
      if (one.kind() == QuestionKind.MANUAL) {
        try {
          boolean open = resolve(one, List.of(theirs ? "theirs" : "ours"), by) != Resolved.CLOSED;
          tried += open ? 1 : 0;
        } catch (Resolution.RefusedException refused) {
          stays.add(one);
          tried++;
        }
      } else if (one.kind() == QuestionKind.PARKED) {
        tried++;
        parkedOf.computeIfAbsent(one.spoke(), spoke -> new ArrayList<>()).add(one);
      }
    }
    parkedOf.forEach((spoke, some) -> stays.addAll(parked.settle(spoke, some, theirs, by)));
    return new Outcome(tried - stays.size(), stays);
  }

  private enum Resolved {
    WRITTEN,
    /** The row was as chosen. */
    EQUAL,
    /** Somebody decided it meanwhile. */
    CLOSED
  }

  private Resolved resolve(ListedQuestion question, List<String> choice, String by) {
    Resolution resolution = resolution(choice);
    StoredConflict stored = conflicts.find(question.id()).orElse(null);
    if (stored == null || !stored.open()) {
      return Resolved.CLOSED;
    }
    Optional<Write> written;
    try (ApplyTransaction tx = settling.transactions().open()) {
      written = resolution.apply(tx, stored.record());
    }
    if (conflicts.close(question.id(), by, String.join(" ", choice), clock.instant())) {
      uncount(question.spoke(), new ConflictCounts(0, 0, 1));
    }
    return written.isPresent() ? Resolved.WRITTEN : Resolved.EQUAL;
  }

  /** Subtracts conflicts that are closed or removed from the spoke's counts. */
  private void uncount(String spoke, ConflictCounts gone) {
    try (ApplyTransaction tx = settling.transactions().open()) {
      ConflictCounts.minus(tx, spoke, gone);
      tx.commit();
    }
  }

  /** How many decided conflicts {@link #purge} would remove. */
  public long purgeable(ConflictPurge.Which which) {
    return purge.count(which);
  }

  /**
   * Deletes decided conflicts, which makes room for more conflicts of their spokes.
   *
   * @return how many
   */
  public long purge(ConflictPurge.Which which) {
    return purge.run(which, gone -> gone.forEach(this::uncount));
  }

  /** Deletes large rows that no conflict refers to any more; the site must not run. */
  public void sweep() {
    purge.sweep();
  }

  private static Resolution resolution(List<String> choice) {
    if (choice.equals(List.of("ours"))) {
      return Resolution.ours();
    }
    if (choice.equals(List.of("theirs"))) {
      return Resolution.theirs();
    }
    return Resolution.values(values(choice));
  }

  private static Map<String, String> values(List<String> choice) {
    Map<String, String> values = new HashMap<>();
    for (String part : choice) {
      int equals = part.indexOf('=');
      if (equals < 1) {
        throw Problem.of("`%s` is no choice.", part)
            .follows("Nothing was decided.")
            .toDo("Say ours, theirs, or column=value.")
            .exception();
      }
      values.put(part.substring(0, equals), part.substring(equals + 1));
    }
    return values;
  }

  private static String refusedAgain(ListedQuestion question) {
    return "Tried again, and refused again: it stays parked. `bactrian conflicts show "
        + Questions.abbreviated(question.id())
        + "` says why.";
  }

  /**
   * Parked changes that are dropped along with these: they wait for a row that only these would
   * have brought.
   */
  public List<ListedQuestion> droppedWith(List<ListedQuestion> set) {
    List<ListedQuestion> more = new ArrayList<>();
    set.stream()
        .filter(one -> one.kind() == QuestionKind.PARKED)
        .collect(Collectors.groupingBy(ListedQuestion::spoke))
        .forEach((spoke, some) -> more.addAll(parked.droppedWith(spoke, some)));
    return more;
  }

  private String settle(ListedQuestion question, List<String> choice, String by) {
    boolean accept = choice.equals(List.of("theirs"));
    if (!accept && !choice.equals(List.of("ours"))) {
      return switch (parked.settleWith(question, values(choice), by)) {
        case WRITTEN ->
            "Decided: the change is written with these values, and its spoke gets the row as it is.";
        case STAYS -> refusedAgain(question);
        case GONE -> "Nothing was done: it has been decided meanwhile.";
      };
    }
    boolean stays = !parked.settle(question.spoke(), List.of(question), accept, by).isEmpty();
    return stays
        ? refusedAgain(question)
        : accept
            ? "Decided: the change is written, and its spoke is notified."
            : "Decided: the change is dropped; it stays in the conflict records.";
  }
}
