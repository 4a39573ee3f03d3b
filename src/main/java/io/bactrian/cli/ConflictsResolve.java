package io.bactrian.cli;

import io.bactrian.decide.Decisions;
import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.Listing;
import io.bactrian.decide.Preview;
import io.bactrian.decide.QuestionKind;
import io.bactrian.decide.Selection;
import io.bactrian.problem.Problem;
import io.bactrian.site.Site;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Decides one conflict or parked change, or all that are selected. */
@Command(
    name = "resolve",
    description = {
      "Decides one: ID and a choice. Or with --all every open one, or those that the options select,"
          + " after showing what that does and asking.",
      "A conflict: ours, theirs, or, for one, values as column=value. A parked change: theirs tries"
          + " it again, values try it with these, ours drops it and those that wait for its row"
          + " (they stay in records)."
    },
    mixinStandardHelpOptions = true)
final class ConflictsResolve implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SiteOption site;
  @Mixin private SelectionOptions selection;

  @Parameters(
      arity = "0..*",
      paramLabel = "ID|CHOICE",
      description = "ID, unless --all, then ours, theirs or COLUMN=VALUE.")
  private List<String> words;

  @Option(names = "--all", description = "All that the options select.")
  private boolean all;

  @Option(names = "--yes", description = "Do it without asking.")
  private boolean yes;

  @Option(
      names = "--value",
      paramLabel = "COLUMN=VALUE",
      description = "A value that is to stand, in place of a choice; may be repeated.")
  private List<String> values = List.of();

  @Option(
      names = "--seen",
      paramLabel = "VERSION",
      description = "Only if it is still as `conflicts show` showed it.")
  private String seen;

  @Option(
      names = "--preview",
      description = "Show each row before and after, and decide nothing. They may be confidential.")
  private boolean shown;

  @Mixin private PersonOptions person;

  @Override
  public Integer call() {
    if (!all && !selection.none()) {
      throw new ParameterException(spec.commandLine(), "Options that select go with --all.");
    }
    if (words == null) {
      words = List.of();
    }
    if (!all && words.size() + values.size() < 2 || !all && words.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "Name an ID and what is chosen.");
    }
    if (all && !values.isEmpty() || !values.isEmpty() && words.size() > 1) {
      throw new ParameterException(
          spec.commandLine(), "--value goes with one ID, in place of a choice.");
    }
    if (all && !words.equals(List.of("ours")) && !words.equals(List.of("theirs"))) {
      throw new ParameterException(
          spec.commandLine(), "With --all choose ours or theirs, and name no ID.");
    }
    if (all && (seen != null || person.note() != null)) {
      throw new ParameterException(spec.commandLine(), "--seen and --note go with one ID.");
    }
    Selection selected = selection.of(site.configuration(), Instant.now());
    try (Site opened = Site.open(site.folder())) {
      Decisions decisions = opened.decisions();
      Screen out = Screen.out(spec);
      boolean done = true;
      if (shown) {
        rows(decisions, selected, out);
      } else if (all) {
        done = set(decisions, decisions.questions().list(false, selected), out);
      } else {
        one(decisions, out);
      }
      out.flush();
      return (done ? ExitCode.OK : ExitCode.FINDINGS).number();
    }
  }

  private List<String> choice() {
    return values.isEmpty() ? words.subList(all ? 0 : 1, words.size()) : values;
  }

  private void rows(Decisions decisions, Selection selected, Screen out) {
    List<ListedQuestion> set =
        all
            ? decisions.questions().list(false, selected).questions()
            : List.of(decisions.questions().find(words.get(0), false).listed());
    List<Preview> previews = decisions.preview(set, choice());
    previews.forEach(one -> new RowPreview(one).print(out));
    out.line(
        "Rows that would be written: %,d of %,d. Nothing was decided.",
        previews.stream().filter(Preview::changes).count(), previews.size());
  }

  private void one(Decisions decisions, Screen out) {
    List<String> choice = choice();
    ListedQuestion question = decisions.questions().find(words.get(0), false).listed();
    if (choice.equals(List.of("ours")) && question.kind() == QuestionKind.PARKED) {
      List<ListedQuestion> with = decisions.droppedWith(List.of(question));
      if (!with.isEmpty()) {
        preview(with, false, out);
        out.flush();
        require("This drops the change and %,d that wait for its row.".formatted(with.size()));
      }
    }
    out.say(decisions.decide(question.id(), choice, seen, person.by(), person.note()));
  }

  private void require(String meaning) {
    if (!yes && !Question.of(meaning).yes()) {
      throw Problem.of("Not decided; nothing was changed.")
          .follows("%s", meaning)
          .toDo("If that is meant, say --yes.")
          .exception();
    }
  }

  /** Returns false when some stay as they are. */
  private boolean set(Decisions decisions, Listing listing, Screen out) {
    List<ListedQuestion> set =
        listing.questions().stream()
            .filter(q -> q.kind() == QuestionKind.MANUAL || q.kind() == QuestionKind.PARKED)
            .toList();
    boolean theirs = words.get(0).equals("theirs");
    int held = listing.questions().size() - set.size();
    preview(set, theirs, out);
    List<ListedQuestion> with = theirs ? List.of() : with(decisions, set);
    if (!with.isEmpty()) {
      out.line("and, as they wait for rows of these:");
      preview(with, false, out);
    }
    if (held > 0) {
      out.line("%,d held rows are left out. %s", held, ConflictsList.HELD);
    }
    if (listing.more()) {
      out.say("There are more, which this leaves as they are: run it again for them.");
    }
    out.flush();
    if (set.isEmpty()) {
      out.say("Nothing that can be decided is selected; nothing was done.");
      return true;
    }
    String meaning =
        "This decides %,d for %s."
            .formatted(set.size() + with.size(), theirs ? "the spokes" : "the hub");
    require(meaning);
    Decisions.Outcome outcome = decisions.decide(set, theirs, person.by());
    out.line("Decided: %,d.", outcome.decided() + with.size());
    if (!outcome.stays().isEmpty()) {
      out.line(
          "Tried, and refused by the database: %,d, which stay as they are. `bactrian conflicts list` says why.",
          outcome.stays().size());
    }
    return outcome.stays().isEmpty();
  }

  private static List<ListedQuestion> with(Decisions decisions, List<ListedQuestion> set) {
    return set.isEmpty() ? List.of() : decisions.droppedWith(set);
  }

  /** A line for each group of the same kind, spoke, table and reason. */
  private static void preview(List<ListedQuestion> set, boolean theirs, Screen out) {
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
