package io.bactrian.decide;

import io.bactrian.apply.Wait;
import io.bactrian.changelog.ConflictLine;
import io.bactrian.changelog.ConflictLog;
import io.bactrian.decide.WaitingChanges.Waiting;
import io.bactrian.problem.ProblemException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Lists, counts and finds what waits for a person at a hub: conflicts, the newest first, then
 * parked changes, then held rows, the oldest first. Thread-safe.
 */
public final class Questions {
  /** Most lines of a list that is no page. */
  static final int SHOWN = 10_000;

  private static final int SHORT = 12;

  /** Questions that are read together. */
  private static final int AT_ONCE = 100;

  private final Hub hub;
  private final OneQuestion one;
  private final SeveralQuestions several;
  private final Clock clock;

  Questions(Hub hub, OneQuestion one, Clock clock) {
    this.hub = hub;
    this.one = one;
    this.several = new SeveralQuestions(hub, one.rows());
    this.clock = clock;
  }

  /**
   * The first {@value #SHOWN}.
   *
   * @param decidedToo also conflicts that are decided
   */
  public Listing list(boolean decidedToo, Selection selection) {
    return page(decidedToo, selection, 0, SHOWN);
  }

  /**
   * A page of the open ones, or, where the selection asks for decided conflicts, of these.
   *
   * @param from how many to leave out
   * @param most how many to return
   */
  public Listing list(Selection selection, int from, int most) {
    return page(false, selection, from, most);
  }

  private Listing page(boolean decidedToo, Selection selection, int from, int most) {
    List<ListedQuestion> found = new ArrayList<>();
    int[] left = {from};
    each(
        decidedToo,
        selection,
        question -> {
          if (left[0] > 0) {
            left[0]--;
          } else {
            found.add(question);
          }
          return found.size() <= most;
        });
    boolean more = found.size() > most;
    return new Listing(more ? found.subList(0, most) : found, more);
  }

  /**
   * A page of the list, and how many there are in all.
   *
   * @param listing as {@link #list(Selection, int, int)}
   * @param counts as {@link #counts}
   */
  public record Page(Listing listing, Counts counts) {}

  /** A page and the counts, of one look at the store. */
  public Page page(Selection selection, int from, int most) {
    List<ListedQuestion> found = new ArrayList<>();
    Counts[] counts = {Counts.none()};
    each(
        false,
        selection,
        question -> {
          if (counts[0].total() >= from && found.size() < most) {
            found.add(question);
          }
          counts[0] = counts[0].and(question, clock.instant());
          return true;
        });
    boolean more = counts[0].total() > from + (long) found.size();
    return new Page(new Listing(found, more), counts[0]);
  }

  /** How many there are, by what they can be selected by; without decided ones unless selected. */
  public Counts counts(Selection selection) {
    Counts[] counts = {Counts.none()};
    each(
        false,
        selection,
        question -> {
          counts[0] = counts[0].and(question, clock.instant());
          return true;
        });
    return counts[0];
  }

  /** Passes on all open ones, however many, of one look at the store and in the order of lists. */
  public void each(Consumer<ListedQuestion> to) {
    each(
        false,
        Selection.ALL,
        question -> {
          to.accept(question);
          return true;
        });
  }

  /**
   * @param to returns whether it takes more
   */
  private void each(boolean decidedToo, Selection selection, Predicate<ListedQuestion> to) {
    boolean[] more = {true};
    Predicate<ListedQuestion> selected = q -> !selection.takes(q) || to.test(q);
    if (selection.takes(QuestionKind.MANUAL) || selection.takes(QuestionKind.DECIDED)) {
      boolean openOnly = !decidedToo && selection.kind() != QuestionKind.DECIDED;
      hub.conflicts()
          .lines(
              new ConflictLog.Which(
                  openOnly, selection.spoke(), selection.table(), selection.before()),
              lines -> {
                for (ConflictLine line : lines) {
                  more[0] = more[0] && selected.test(ListedQuestion.of(line));
                }
                return more[0];
              });
    }
    for (Wait.Kind kind : List.of(Wait.Kind.PARKED, Wait.Kind.HELD_THERE)) {
      if (more[0] && selection.takes(WaitingChanges.kind(kind))) {
        for (Waiting waiting : hub.waiting().all(kind, selection.spoke())) {
          more[0] = more[0] && selected.test(waiting.listed());
        }
      }
    }
    if (more[0] && selection.takes(QuestionKind.ASIDE)) {
      more[0] = hub.aside().listed(selection.spoke()).allMatch(selected);
    }
  }

  /** Those of these ids that are open, in the order of the list, with one pass through it. */
  public List<ListedQuestion> listed(Collection<String> ids) {
    Set<String> left = new HashSet<>(ids);
    List<ListedQuestion> found = new ArrayList<>();
    each(
        false,
        Selection.ALL,
        question -> {
          if (left.remove(question.id())) {
            found.add(question);
          }
          return !left.isEmpty();
        });
    return found;
  }

  /**
   * These with their versions as they are now, in the same order. Those that can't be decided, or
   * are decided meanwhile, are left out.
   */
  public List<Seen> seen(List<ListedQuestion> set) {
    Map<String, String> versions = new HashMap<>();
    for (int from = 0; from < set.size(); from += AT_ONCE) {
      several.each(
          set.subList(from, Math.min(set.size(), from + AT_ONCE)),
          question -> versions.put(question.listed().id(), question.version()));
    }
    return set.stream()
        .filter(question -> versions.containsKey(question.id()))
        .map(question -> new Seen(question, versions.get(question.id())))
        .toList();
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
    return one.whole(one.located(id, decidedToo));
  }

  /**
   * Several with their rows as they are now, without notes; held rows, and what is decided or gone
   * meanwhile, are left out.
   *
   * @param some few enough to be in memory
   */
  public List<OpenQuestion> whole(List<ListedQuestion> some) {
    return several.whole(some);
  }

  /**
   * The rows at the hub that the row of a question refers to, and the first of those that refer to
   * it, by foreign keys among tracked tables.
   *
   * @throws ProblemException when there is no such question
   */
  public List<Links> linked(String id) {
    OpenQuestion question = find(id, true);
    return question.present().stream().map(row -> Links.of(hub.linked(), row)).toList();
  }
}
