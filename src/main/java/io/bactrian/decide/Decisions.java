package io.bactrian.decide;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.ConflictCounts;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.Resolution;
import io.bactrian.apply.Write;
import io.bactrian.changelog.ConflictLog;
import io.bactrian.changelog.ConflictPurge;
import io.bactrian.changelog.StoredConflict;
import io.bactrian.changeset.RowId;
import io.bactrian.conflict.Conflict;
import io.bactrian.database.ApplyTransactions;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What waits for a person at a hub, and deciding it. It works beside a running site: a decision is
 * a write of the hub, or a parked change tried once more, and goes out like any other. Thread-safe.
 */
public final class Decisions {
  private static final int SHOWN = 10_000;

  /** Of parked changes so many bytes are shown together. */
  private static final long SHOWN_SIZE = 64L << 20;

  private static final int SHORT = 12;

  private final ConflictLog conflicts;
  private final ConflictPurge purge;
  private final ParkedChanges parked;
  private final Settling settling;
  private final Clock clock;

  public Decisions(
      ConflictLog conflicts,
      ConflictPurge purge,
      ParkedChanges parked,
      Settling settling,
      Clock clock) {
    this.conflicts = conflicts;
    this.purge = purge;
    this.parked = parked;
    this.settling = settling;
    this.clock = clock;
  }

  /**
   * What writes a decision.
   *
   * @param appliers by spoke
   */
  public record Settling(Map<String, HubApplier> appliers, ApplyTransactions transactions) {
    public Settling {
      appliers = Map.copyOf(appliers);
    }
  }

  /** Open conflicts, then parked changes; not more than memory has room for. */
  public List<OpenQuestion> open() {
    return questions(true);
  }

  /** The newest conflicts, decided ones included, then parked changes. */
  public List<OpenQuestion> all() {
    return questions(false);
  }

  private List<OpenQuestion> questions(boolean openOnly) {
    List<OpenQuestion> open = new ArrayList<>();
    conflicts.list(openOnly, SHOWN).forEach(conflict -> open.add(question(conflict)));
    long size = 0;
    for (ParkedChanges.Parked one : parked.all()) {
      size += one.waiting().size();
      if (open.size() < 2 * SHOWN && size <= SHOWN_SIZE) {
        parked.question(one).ifPresent(open::add);
      }
    }
    return open;
  }

  /**
   * The one whose id is or begins with this.
   *
   * @throws ProblemException when there is none, or more than one
   */
  public OpenQuestion find(String id) {
    return only(true, id);
  }

  /** The same among all, decided ones included. */
  public OpenQuestion findAny(String id) {
    return only(false, id);
  }

  /** As {@link #find} takes it. */
  public static String abbreviated(String id) {
    return id.substring(0, Math.min(id.length(), SHORT));
  }

  private OpenQuestion only(boolean openOnly, String id) {
    List<OpenQuestion> found = new ArrayList<>();
    conflicts.list(openOnly, SHOWN).stream()
        .filter(stored -> stored.record().id().startsWith(id))
        .forEach(stored -> found.add(question(stored)));
    parked.all().stream()
        .filter(one -> one.id().startsWith(id))
        .forEach(one -> parked.question(one).ifPresent(found::add));
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
    ConflictRecord record = stored.record();
    Conflict conflict = record.conflict();
    return new OpenQuestion(
        record.id(),
        stored.open() ? "manual" : "decided",
        conflict.spoke(),
        conflict.table(),
        key(record),
        conflict.columns(),
        conflict.kind().word() + how(stored),
        conflict.base(),
        conflict.ours(),
        conflict.theirs());
  }

  private static String key(ConflictRecord record) {
    Conflict conflict = record.conflict();
    return Stream.of(conflict.theirs(), conflict.base(), conflict.ours(), record.decision().row())
        .filter(Objects::nonNull)
        .findFirst()
        .map(row -> ParkedChanges.text(conflict.table().keyOf(row)))
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

  /** Decides for one side. */
  public String decide(String id, boolean theirs, String by) {
    return decide(id, List.of(theirs ? "theirs" : "ours"), by);
  }

  /**
   * Decides one.
   *
   * @param choice {@code ours}, {@code theirs}, or, for a conflict, values as {@code column=value}
   * @return what was done, in words
   * @throws ProblemException when it is not open, the choice is none, or the database refuses
   */
  public String decide(String id, List<String> choice, String by) {
    OpenQuestion question = find(id);
    return question.what().equals("manual")
        ? resolve(question, choice, by)
        : settle(question, choice, by);
  }

  private String resolve(OpenQuestion question, List<String> choice, String by) {
    ConflictRecord record = conflicts.find(question.id()).map(StoredConflict::record).orElseThrow();
    Resolution resolution = resolution(choice);
    Optional<Write> written;
    try (ApplyTransaction tx = settling.transactions().open()) {
      written = resolution.apply(tx, record);
    }
    if (conflicts.close(question.id(), by, String.join(" ", choice), clock.instant())) {
      uncount(question.spoke(), new ConflictCounts(0, 0, 1));
    }
    return written.isPresent()
        ? "Decided: the row is written and goes to every site that sees it."
        : "Decided: the row is as chosen already.";
  }

  /** So much less is kept of this spoke, or waits for a person. */
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
   * Removes decided conflicts for good, and so makes room for more of their spokes.
   *
   * @return how many
   */
  public long purge(ConflictPurge.Which which) {
    return purge.run(which, gone -> gone.forEach(this::uncount));
  }

  /** Gives back the room of large rows of which no conflict is left; the site must not run. */
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
    return Resolution.values(values);
  }

  private String settle(OpenQuestion question, List<String> choice, String by) {
    boolean accept = choice.equals(List.of("theirs"));
    if (!accept && !choice.equals(List.of("ours"))) {
      throw Problem.of("A parked change is decided by `theirs` (tried again) or `ours` (given up).")
          .follows("Nothing was decided.")
          .exception();
    }
    RowId row =
        parked.all().stream()
            .filter(one -> one.id().equals(question.id()))
            .findFirst()
            .orElseThrow()
            .waiting()
            .row();
    try (ApplyTransaction tx = settling.transactions().open()) {
      settling.appliers().get(question.spoke()).settle(tx, row, accept, by);
    }
    boolean stays = !parked.waits(question.spoke(), row).isEmpty();
    return stays
        ? "Tried again, and refused again: it stays parked. `bactrian conflicts show "
            + abbreviated(question.id())
            + "` says why."
        : accept
            ? "Decided: the change is written, and its spoke is told."
            : "Decided: the change is given up; it stays in the conflict records.";
  }
}
