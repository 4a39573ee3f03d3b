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

/**
 * Decides many for one side: each conflict by itself, parked rows of a spoke together. What is no
 * longer as the person saw it is left alone. Thread-safe.
 */
record SetChoices(Hub hub, ConflictChoices conflicts, ParkedChoices parked, Clock clock) {

  /**
   * @param note checked; null for none
   * @param until when no more are tried
   */
  Outcome decide(List<Seen> set, boolean theirs, String by, String note, Instant until) {
    List<ListedQuestion> stays = new ArrayList<>();
    List<ListedQuestion> moved = new ArrayList<>();
    List<ListedQuestion> gone = new ArrayList<>();
    List<ListedQuestion> late = new ArrayList<>();
    Map<String, List<Seen>> parkedOf = new LinkedHashMap<>();
    OwnWrites own = OwnWrites.of(set.stream().map(Seen::question).toList());
    int tried = 0;
    for (Seen each : set) {
      ListedQuestion question = each.question();
      if (question.kind() == QuestionKind.MANUAL) {
        tried++;
        if (!clock.instant().isBefore(until)) {
          late.add(question);
          continue;
        }
        try {
          Said said = new Said(Choice.of(theirs), each.version(), by, note);
          OwnWrites here = own.concern(question) ? own : null;
          if (conflicts.decide(question.id(), said, here) == Done.CLOSED) {
            gone.add(question);
          }
        } catch (MovedOnException other) {
          moved.add(question);
        } catch (Resolution.RefusedException refused) {
          stays.add(question);
        }
      } else if (question.kind() == QuestionKind.PARKED) {
        tried++;
        parkedOf.computeIfAbsent(question.spoke(), spoke -> new ArrayList<>()).add(each);
      }
    }
    parkedOf.forEach(
        (spoke, some) -> {
          Outcome of =
              parked.settle(spoke, some, theirs, by, () -> clock.instant().isBefore(until));
          stays.addAll(of.stays());
          moved.addAll(of.movedOn());
          gone.addAll(of.gone());
          late.addAll(of.left());
          noted(some, of, by, note);
        });
    int left = stays.size() + moved.size() + gone.size() + late.size();
    return new Outcome(tried - left, stays, moved, gone, late);
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
