package io.bactrian.cli;

import io.bactrian.decide.Decisions;
import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.Outcome;
import io.bactrian.decide.QuestionKind;
import io.bactrian.decide.Questions;
import io.bactrian.decide.Seen;
import io.bactrian.decide.Terms;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Decides several for one side: shows what that does, asks, and tells what became of them.
 *
 * @param choice ours or theirs
 * @param require asks whether what it is given is meant, and throws when it is not
 */
record SetDecision(
    Decisions decisions,
    List<Seen> all,
    List<String> choice,
    PersonOptions person,
    Consumer<String> require) {

  /** Returns false when some are not decided. */
  boolean run(Screen out) {
    boolean theirs = choice.equals(List.of("theirs"));
    List<Seen> seen =
        all.stream()
            .filter(
                one ->
                    one.question().kind() == QuestionKind.MANUAL
                        || one.question().kind() == QuestionKind.PARKED)
            .toList();
    List<ListedQuestion> set = seen.stream().map(Seen::question).toList();
    groups(set, theirs, out);
    List<ListedQuestion> with = theirs || set.isEmpty() ? List.of() : decisions.droppedWith(set);
    if (!with.isEmpty()) {
      out.line("and, as they wait for rows of these:");
      groups(with, false, out);
    }
    out.flush();
    if (set.isEmpty()) {
      out.say("Nothing that can be decided is selected; nothing was done.");
      return true;
    }
    require.accept(
        "This decides %,d for %s."
            .formatted(set.size() + with.size(), theirs ? "the spokes" : "the hub"));
    Set<String> dropped = with.stream().map(ListedQuestion::id).collect(Collectors.toSet());
    Outcome outcome =
        decisions.decide(seen, theirs, person.by(), person.note(), new Terms(Instant.MAX, dropped));
    int kept = outcome.isWhole() ? 0 : decisions.questions().listed(dropped).size();
    out.line("Decided: %,d.", outcome.decided() + with.size() - kept);
    tell("Changed since it was shown, and not decided", outcome.movedOn(), out);
    tell("Decided by somebody else meanwhile", outcome.gone(), out);
    if (!outcome.stays().isEmpty()) {
      out.line(
          "Tried, and refused by the database: %,d, which stay as they are. `bactrian conflicts list` says why.",
          outcome.stays().size());
    }
    return outcome.isWhole();
  }

  private static void tell(String what, List<ListedQuestion> some, Screen out) {
    for (ListedQuestion one : some) {
      out.line(
          "%s: %s %s %s",
          what,
          Questions.abbreviated(one.id()),
          one.table(),
          one.key() == null ? "unknown" : one.key());
    }
  }

  /** A line for each group of the same kind, spoke, table and reason. */
  static void groups(List<ListedQuestion> set, boolean theirs, Screen out) {
    Map<String, Long> groups =
        set.stream()
            .collect(
                Collectors.groupingBy(
                    q ->
                        "%s, %s of %s, %s: %s"
                            .formatted(
                                effect(q, theirs),
                                q.kind().word(),
                                q.spoke(),
                                q.table(),
                                q.reason()),
                    TreeMap::new,
                    Collectors.counting()));
    groups.forEach((group, count) -> out.line("%,9d to be %s", count, group));
  }

  private static String effect(ListedQuestion question, boolean theirs) {
    if (question.kind() == QuestionKind.PARKED) {
      return theirs ? "tried again" : "dropped, kept in a record";
    }
    return theirs ? "written as the spoke has it" : "left as the hub's row was in the conflict";
  }
}
