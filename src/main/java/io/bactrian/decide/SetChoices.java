package io.bactrian.decide;

import io.bactrian.apply.Resolution;
import io.bactrian.changelog.Note;
import io.bactrian.decide.ConflictChoices.Done;
import io.bactrian.decide.ConflictChoices.Said;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides many for one side: conflicts about different rows together, those about one row one after
 * the other, parked rows of a spoke together. What is no longer as the person saw it is left alone.
 * Thread-safe.
 */
record SetChoices(
    Hub hub, ConflictChoices conflicts, AlikeConflicts alike, ParkedChoices parked, Clock clock) {

  /** What is not decided, and why. For one thread. */
  private static final class Left {
    final List<ListedQuestion> stays = new ArrayList<>();
    final List<ListedQuestion> moved = new ArrayList<>();
    final List<ListedQuestion> gone = new ArrayList<>();
    final List<ListedQuestion> late = new ArrayList<>();

    void add(Outcome more) {
      stays.addAll(more.stays());
      moved.addAll(more.movedOn());
      gone.addAll(more.gone());
      late.addAll(more.left());
    }

    Outcome outcome(int tried) {
      int left = stays.size() + moved.size() + gone.size() + late.size();
      return new Outcome(tried - left, stays, moved, gone, late);
    }
  }

  /**
   * @param note checked; null for none
   */
  Outcome decide(List<Seen> set, boolean theirs, String by, String note, Terms terms) {
    Instant until = terms.until();
    Left left = new Left();
    OwnWrites own = OwnWrites.of(set.stream().map(Seen::question).toList());
    Map<Boolean, List<Seen>> manual =
        of(set, QuestionKind.MANUAL).stream()
            .collect(Collectors.partitioningBy(each -> own.concern(each.question())));
    Said said = new Said(Choice.of(theirs), null, by, note);
    together(manual.get(false), said, until, left);
    oneByOne(manual.get(true), said, own, until, left);
    List<Seen> waiting = of(set, QuestionKind.PARKED);
    waiting.stream()
        .collect(
            Collectors.groupingBy(
                each -> each.question().spoke(), LinkedHashMap::new, Collectors.toList()))
        .forEach(
            (spoke, some) -> {
              ParkedChoices.Chosen chosen = new ParkedChoices.Chosen(spoke, theirs, by, terms);
              Outcome of = parked.settle(chosen, some, () -> clock.instant().isBefore(until));
              left.add(of);
              noted(some, of, by, note);
            });
    int tried = manual.get(false).size() + manual.get(true).size() + waiting.size();
    return left.outcome(tried);
  }

  private static List<Seen> of(List<Seen> set, QuestionKind kind) {
    return set.stream().filter(each -> each.question().kind() == kind).toList();
  }

  private void together(List<Seen> all, Said said, Instant until, Left left) {
    for (int from = 0; from < all.size(); from += AlikeConflicts.AT_ONCE) {
      if (!clock.instant().isBefore(until)) {
        all.subList(from, all.size()).forEach(each -> left.late.add(each.question()));
        return;
      }
      List<Seen> some = all.subList(from, Math.min(all.size(), from + AlikeConflicts.AT_ONCE));
      Map<String, AlikeConflicts.Became> became = alike.decide(some, said);
      for (Seen each : some) {
        switch (became.get(each.question().id())) {
          case REFUSED -> left.stays.add(each.question());
          case MOVED_ON -> left.moved.add(each.question());
          case CLOSED -> left.gone.add(each.question());
          case DECIDED -> {}
        }
      }
    }
  }

  /** Each knowing what those before it have written to the row. */
  private void oneByOne(List<Seen> some, Said said, OwnWrites own, Instant until, Left left) {
    for (Seen each : some) {
      ListedQuestion question = each.question();
      if (!clock.instant().isBefore(until)) {
        left.late.add(question);
        continue;
      }
      try {
        Said here = new Said(said.choice(), each.version(), said.by(), said.note());
        if (conflicts.decide(question.id(), here, own) == Done.CLOSED) {
          left.gone.add(question);
        }
      } catch (MovedOnException other) {
        left.moved.add(question);
      } catch (Resolution.RefusedException refused) {
        left.stays.add(question);
      }
    }
  }

  private void noted(List<Seen> some, Outcome of, String by, String note) {
    if (note != null) {
      Set<ListedQuestion> not = new HashSet<>(of.movedOn());
      not.addAll(of.gone());
      not.addAll(of.left());
      List<String> tried =
          some.stream()
              .map(Seen::question)
              .filter(one -> !not.contains(one))
              .map(ListedQuestion::id)
              .toList();
      hub.notes().addEach(tried, new Note(by, note, clock.instant()));
    }
  }
}
