package io.bactrian.cli;

import io.bactrian.decide.Decisions;
import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.Listing;
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
          + " it again, ours drops it (it stays in a record)."
    },
    mixinStandardHelpOptions = true)
final class ConflictsResolve implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SiteOption site;
  @Mixin private SelectionOptions selection;

  @Parameters(
      arity = "1..*",
      paramLabel = "ID|CHOICE",
      description = "ID, unless --all, then ours, theirs or COLUMN=VALUE.")
  private List<String> words;

  @Option(names = "--all", description = "All that the options select.")
  private boolean all;

  @Option(names = "--yes", description = "With --all: do it without asking.")
  private boolean yes;

  @Option(names = "--by", defaultValue = "${sys:user.name}", description = "Who decides.")
  private String by;

  @Override
  public Integer call() {
    if (!all && !selection.none()) {
      throw new ParameterException(spec.commandLine(), "Options that select go with --all.");
    }
    if (!all && words.size() < 2) {
      throw new ParameterException(spec.commandLine(), "Name an ID and what is chosen.");
    }
    if (all && !words.equals(List.of("ours")) && !words.equals(List.of("theirs"))) {
      throw new ParameterException(
          spec.commandLine(), "With --all choose ours or theirs, and name no ID.");
    }
    Selection selected = selection.of(site.configuration(), Instant.now());
    try (Site opened = Site.open(site.folder())) {
      Decisions decisions = opened.decisions();
      Screen out = Screen.out(spec);
      boolean done = true;
      if (all) {
        done = set(decisions, decisions.questions().list(false, selected), out);
      } else {
        out.say(decisions.decide(words.get(0), words.subList(1, words.size()), by));
      }
      out.flush();
      return (done ? ExitCode.OK : ExitCode.FINDINGS).number();
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
        "This decides %,d for %s.".formatted(set.size(), theirs ? "the spokes" : "the hub");
    if (!yes && !Question.of(meaning).yes()) {
      throw Problem.of("Not decided; nothing was changed.")
          .follows("%s", meaning)
          .toDo("If that is meant, say --yes.")
          .exception();
    }
    Decisions.Outcome outcome = decisions.decide(set, theirs, by);
    out.line("Decided: %,d.", outcome.decided());
    if (!outcome.stays().isEmpty()) {
      out.line(
          "Tried, and refused by the database: %,d, which stay as they are. `bactrian conflicts list` says why.",
          outcome.stays().size());
    }
    return outcome.stays().isEmpty();
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
