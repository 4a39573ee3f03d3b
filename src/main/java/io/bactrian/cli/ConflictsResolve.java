package io.bactrian.cli;

import io.bactrian.decide.Decisions;
import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.Listing;
import io.bactrian.decide.Preview;
import io.bactrian.decide.QuestionKind;
import io.bactrian.decide.Seen;
import io.bactrian.decide.Selection;
import io.bactrian.problem.Problem;
import io.bactrian.site.Site;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
      "Decides one: ID and a choice. Or several: their IDs, then ours or theirs. Or with --all every"
          + " open one, or those that the options select. Several are decided after showing what that"
          + " does and asking, each only if it is still as it was shown.",
      "A conflict: ours, theirs, or, for one, values as column=value. A parked change: theirs tries"
          + " it again, values try it with these, ours drops it and those that wait for its row"
          + " (they stay in records)."
    },
    mixinStandardHelpOptions = true)
final class ConflictsResolve implements Callable<Integer> {
  private static final List<String> SIDES = List.of("ours", "theirs");

  @Spec private CommandSpec spec;
  @Mixin private SiteOption site;
  @Mixin private SelectionOptions selection;

  @Parameters(
      arity = "0..*",
      paramLabel = "ID|CHOICE",
      description =
          "IDs, unless --all, each as ID or ID@VERSION; then ours or theirs, or, for one,"
              + " COLUMN=VALUE or 'COLUMN is null'.")
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
    if (seen != null && (all || several())) {
      throw new ParameterException(
          spec.commandLine(), "--seen goes with one ID; of several, say ID@VERSION.");
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
      } else if (several()) {
        done = named(decisions, out);
      } else {
        one(decisions, out);
      }
      out.flush();
      return (done ? ExitCode.OK : ExitCode.FINDINGS).number();
    }
  }

  /** Whether several are named, and then a side. */
  private boolean several() {
    return !all && words.size() > 2 && SIDES.contains(words.get(words.size() - 1));
  }

  private List<String> choice() {
    int from = all ? 0 : several() ? words.size() - 1 : 1;
    return values.isEmpty() ? words.subList(from, words.size()) : values;
  }

  /** Those that are named, without the versions. */
  private List<ListedQuestion> named(Decisions decisions) {
    int end = several() ? words.size() - 1 : 1;
    return NamedQuestions.of(words.subList(0, end)).find(decisions.questions()).stream()
        .map(Seen::question)
        .toList();
  }

  /** Decides several that are named. */
  private boolean named(Decisions decisions, Screen out) {
    List<Seen> set =
        NamedQuestions.of(words.subList(0, words.size() - 1)).find(decisions.questions());
    return new SetDecision(decisions, set, choice(), person, this::require).run(out);
  }

  private void rows(Decisions decisions, Selection selected, Screen out) {
    List<ListedQuestion> set =
        all ? decisions.questions().list(false, selected).questions() : named(decisions);
    Map<String, String> versions =
        decisions.questions().seen(set).stream()
            .collect(Collectors.toMap(one -> one.question().id(), Seen::version));
    List<Preview> previews = decisions.preview(set, choice());
    previews.forEach(
        one -> new RowPreview(one, versions.getOrDefault(one.question().id(), "gone")).print(out));
    out.line(
        "Rows that would be written: %,d of %,d. Nothing was decided.",
        previews.stream().filter(Preview::changes).count(), previews.size());
  }

  private void one(Decisions decisions, Screen out) {
    List<String> choice = choice();
    NamedQuestions.Name name = NamedQuestions.Name.of(words.get(0));
    ListedQuestion question = decisions.questions().find(name.id(), false).listed();
    Set<String> dropped = null;
    if (choice.equals(List.of("ours")) && question.kind() == QuestionKind.PARKED) {
      List<ListedQuestion> with = decisions.droppedWith(List.of(question));
      dropped = with.stream().map(ListedQuestion::id).collect(Collectors.toSet());
      if (!with.isEmpty()) {
        SetDecision.groups(with, false, out);
        out.flush();
        require("This drops the change and %,d that wait for its row.".formatted(with.size()));
      }
    }
    out.say(
        decisions.decide(
            question.id(),
            choice,
            seen == null ? name.version() : seen,
            person.by(),
            person.note(),
            dropped));
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
    long held = listing.questions().stream().filter(q -> q.kind() == QuestionKind.HELD).count();
    if (held > 0) {
      out.line("%,d held rows are left out. %s", held, ConflictsList.HELD);
    }
    if (listing.more()) {
      out.say("There are more, which this leaves as they are: run it again for them.");
    }
    List<Seen> set = decisions.questions().seen(listing.questions());
    return new SetDecision(decisions, set, choice(), person, this::require).run(out);
  }
}
