package io.bactrian.decide;

import io.bactrian.archive.ConflictArchive;
import io.bactrian.changelog.ConflictPurge;
import io.bactrian.changelog.Note;
import io.bactrian.decide.ConflictChoices.Said;
import io.bactrian.decide.OneQuestion.Located;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides what waits for a person at a hub, previews it, reverses and explains it. Works while the
 * site runs: a decision is a write at the hub, or another try of a parked change, and is sent like
 * any other change. Thread-safe.
 */
public final class Decisions {
  private static final int MOST_NOTES = 200;
  private static final int NOTE = 4_000;

  private final Hub hub;
  private final ConflictArchive archive;
  private final ParkedChoices parked;
  private final ConflictChoices chosen;
  private final SetChoices sets;
  private final ConflictPreview previews;
  private final OneQuestion one;
  private final Questions questions;
  private final Clock clock;

  public Decisions(Hub hub, ConflictArchive archive, Clock clock) {
    this.hub = hub;
    this.archive = archive;
    this.clock = clock;
    PresentTable tables = new PresentTable(hub.schema());
    parked = new ParkedChoices(hub);
    chosen = new ConflictChoices(hub, tables, clock);
    sets = new SetChoices(hub, chosen, new AlikeConflicts(hub, tables, clock), parked, clock);
    previews = new ConflictPreview(hub, tables);
    one = new OneQuestion(hub, new PresentRows(tables));
    questions = new Questions(hub, one, clock);
  }

  /** What can be listed and decided. */
  public Questions questions() {
    return questions;
  }

  /**
   * A choice of values, in the words that the methods here take.
   *
   * @param values by column, NULL as null
   */
  public static List<String> words(Map<String, String> values) {
    return Choice.words(values);
  }

  /** Decides for one side. */
  public String decide(String id, boolean theirs, String by) {
    return decide(id, Choice.of(theirs), null, by, null);
  }

  /** Decides whatever the question is now, without a note. */
  public String decide(String id, List<String> choice, String by) {
    return decide(id, choice, null, by, null);
  }

  /** Decides without a note. */
  public String decide(String id, List<String> choice, String seen, String by) {
    return decide(id, choice, seen, by, null);
  }

  /**
   * Decides one.
   *
   * @param choice {@code ours}, {@code theirs}, or values as {@code column=value} and {@code column
   *     is null}: of a conflict the hub's columns, of a parked change the spoke's
   * @param seen {@link OpenQuestion#version} of what the person saw; null when it does not matter
   * @param note why, for others; null for none
   * @return what was done, as a sentence to print
   * @throws MovedOnException when the question is no longer what the person saw
   * @throws ProblemException when it is not open, the choice is none, or the database refuses
   */
  public String decide(String id, List<String> choice, String seen, String by, String note) {
    return decide(id, choice, seen, by, note, null);
  }

  /**
   * As {@link #decide(String, List, String, String, String)}.
   *
   * @param dropped as {@link Terms#dropped}
   */
  public String decide(
      String id, List<String> choice, String seen, String by, String note, Set<String> dropped) {
    Located located = one.located(id, false);
    ListedQuestion question = located.listed();
    String why = checked(note);
    Said said = new Said(choice, seen, by, why);
    return switch (question.kind()) {
      case MANUAL, DECIDED ->
          switch (chosen.decide(question.id(), said)) {
            case WRITTEN -> "Decided: the row is written and goes to every site that sees it.";
            case EQUAL -> "Decided: the row is as chosen already.";
            case CLOSED -> "Nothing was done: it has been decided meanwhile.";
          };
      case PARKED -> {
        if (why != null) {
          note(question.id(), why, by);
        }
        yield parked.settle(located.waiting(), said, dropped).sentence(question.id(), choice);
      }
      case HELD, ASIDE -> throw held(question);
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

  /** Decides many as they are now, whatever a person saw, without a note. */
  public Outcome decide(List<ListedQuestion> set, boolean theirs, String by) {
    return decide(set.stream().map(one -> new Seen(one, null)).toList(), theirs, by, null);
  }

  /**
   * Decides many for one side, with a number of statements that does not grow with each: rows that
   * need each other go in together. What is no longer as it was seen, and what the database
   * refuses, stays as it is, and the rest goes on. Held rows can't be decided and are passed over.
   *
   * @param set as {@link Questions#seen} returned them, when what they do was shown
   * @param note why, for others; null for none
   */
  public Outcome decide(List<Seen> set, boolean theirs, String by, String note) {
    return decide(set, theirs, by, note, Terms.NONE);
  }

  /** As {@link #decide(List, boolean, String, String)}, under conditions. */
  public Outcome decide(List<Seen> set, boolean theirs, String by, String note, Terms terms) {
    return sets.decide(set, theirs, by, checked(note), terms);
  }

  /**
   * What a decision would do to the hub's rows, writing nothing: conflicts first, in order, then
   * parked changes, each spoke's together as {@link #decide(List, boolean, String, String)} tries
   * them. Held rows, and what is decided or gone meanwhile, are left out.
   *
   * @param choice as for {@link #decide(String, List, String)}; values for one
   */
  public List<Preview> preview(List<ListedQuestion> set, List<String> choice) {
    List<Preview> all = new ArrayList<>();
    List<ListedQuestion> manual =
        set.stream().filter(each -> each.kind() == QuestionKind.MANUAL).toList();
    all.addAll(previews.of(manual, choice));
    set.stream()
        .filter(each -> each.kind() == QuestionKind.PARKED)
        .collect(
            Collectors.groupingBy(ListedQuestion::spoke, LinkedHashMap::new, Collectors.toList()))
        .forEach((spoke, some) -> all.addAll(parked.preview(spoke, some, choice)));
    return all;
  }

  /** Undoes what was decided last, unless the row has been changed since. */
  public String undo(String id, String by) {
    return undo(id, by, null, false);
  }

  /**
   * Reverses what was decided about a conflict last, by a person or by a rule, as a new change of
   * the hub: what it overwrote stands again or, where it left the row as it was, the side that
   * lost. That is recorded, and can be undone as well.
   *
   * @param note why, for others; null for none
   * @param anyway also when the row has been changed since
   * @return what was done, as a sentence to print
   * @throws MovedOnException when the row has been changed since
   * @throws ProblemException when there is nothing to undo, or the database refuses it
   */
  public String undo(String id, String by, String note, boolean anyway) {
    Located located = one.located(id, true);
    if (located.conflict() == null) {
      throw Problem.of("`%s` waits still; only what is decided can be undone.", id)
          .follows("Nothing was undone.")
          .toDo("Decide it with `bactrian conflicts resolve`.")
          .exception();
    }
    boolean written = chosen.undo(located.listed().id(), by, checked(note), anyway);
    return written
        ? "Undone: the row is written and goes to every site that sees it."
        : "Undone: the row is so already.";
  }

  /**
   * Adds a note to a question, open or decided, for others.
   *
   * @throws ProblemException when there is no such question, or the note is empty or too long
   */
  public String note(String id, String text, String by) {
    ListedQuestion question = one.located(id, true).listed();
    String checked = checked(text);
    if (checked == null || hub.notes().count(question.id()) >= MOST_NOTES) {
      throw Problem.of(
              checked == null ? "The note is empty." : "`%s` has as many notes as it can have.", id)
          .follows("Nothing was stored.")
          .toDo("Say something new in a note, and decide what has so many.")
          .exception();
    }
    hub.notes().add(question.id(), new Note(by, checked, clock.instant()));
    return "Noted.";
  }

  /** Null for none. */
  private static String checked(String note) {
    String text = note == null ? "" : note.strip();
    if (text.length() > NOTE) {
      throw Problem.of("The note has %,d characters.", text.length())
          .follows("Nothing was done.")
          .toDo("Say it in %,d or fewer.", NOTE)
          .exception();
    }
    return text.isEmpty() ? null : text;
  }

  /**
   * Replays the decision about a conflict: what was compared, which rule was chosen and why others
   * were not.
   *
   * @throws ProblemException when there is no such conflict
   */
  public Explanation explain(String id) {
    Located located = one.located(id, true);
    if (located.conflict() == null) {
      throw Problem.of("`%s` was not decided by a rule: %s.", id, located.listed().reason())
          .follows("There is nothing to replay.")
          .toDo("`bactrian conflicts show` shows the change.")
          .exception();
    }
    return Explanation.of(located.conflict(), hub.rules().get(), hub.older());
  }

  /** How many decided conflicts {@link #purge} would remove. */
  public long purgeable(ConflictPurge.Which which) {
    return archive.count(which);
  }

  /** Archives and deletes decided conflicts. */
  public long purge(ConflictPurge.Which which) {
    return purge(which, true);
  }

  /**
   * Deletes decided conflicts, which makes room for more conflicts of their spokes; unless only one
   * spoke's are meant, also notes about rows that waited and wait no longer.
   *
   * @param archived whether they are written to the archive before
   * @return how many
   */
  public long purge(ConflictPurge.Which which, boolean archived) {
    if (which.spoke() == null) {
      archive.forget(which.before(), archived);
    }
    return archive.purge(which, Long.MAX_VALUE, archived);
  }

  /** Deletes large rows that no conflict refers to any more; the site must not run. */
  public void sweep() {
    archive.sweep();
  }

  /**
   * Parked changes that are dropped along with these: they wait for a row that only these would
   * have brought.
   */
  public List<ListedQuestion> droppedWith(List<ListedQuestion> set) {
    List<ListedQuestion> more = new ArrayList<>();
    set.stream()
        .filter(each -> each.kind() == QuestionKind.PARKED)
        .collect(Collectors.groupingBy(ListedQuestion::spoke))
        .forEach((spoke, some) -> more.addAll(parked.droppedWith(spoke, some)));
    return more;
  }
}
