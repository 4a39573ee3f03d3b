package io.bactrian.cli;

import io.bactrian.apply.RowComparison;
import io.bactrian.apply.RowComparison.Counts;
import io.bactrian.problem.Problem;
import java.util.TreeMap;

/** Says what a load would change at a spoke, and asks whether that is meant. Not thread-safe. */
final class LoadPreview {
  private final String spoke;
  private final String hub;
  private final boolean mirror;
  private final boolean spokeFirst;
  private final Pace pace = new Pace(System::nanoTime);
  private String meaning;

  LoadPreview(String spoke, String hub, boolean mirror, boolean spokeFirst) {
    this.spoke = spoke;
    this.hub = hub;
    this.mirror = mirror;
    this.spokeFirst = spokeFirst;
  }

  /** A line for each table of the spoke, then what becomes of rows that only it has. */
  void print(RowComparison comparison, Screen out) {
    Counts all = new Counts(0, 0, 0, 0);
    for (var table : new TreeMap<>(comparison.tables()).entrySet()) {
      Counts counts = table.getValue();
      out.line("%s: %s", table.getKey(), words(counts));
      all = all.and(counts);
    }
    for (String row : comparison.named()) {
      out.line("  %s", row);
    }
    if (comparison.isEqual()) {
      out.line("%s has what %s has for it, and nothing else.", spoke, hub);
    }
    meaning = "At %s this changes: %s.".formatted(spoke, words(all));
    if (all.onlyThere() > 0 && !spokeFirst && !mirror) {
      out.line(
          "Rows that only %s has stay there, unknown to %s: --spoke-first offers them to it,"
              + " --mirror removes them.",
          spoke, hub);
    }
    out.flush();
  }

  private String words(Counts counts) {
    return "%,d to insert, %,d to overwrite, %,d equal, %,d only at %s%s"
        .formatted(
            counts.lacking(),
            counts.different(),
            counts.equal(),
            counts.onlyThere(),
            spoke,
            counts.onlyThere() == 0 ? "" : fate());
  }

  private String fate() {
    if (spokeFirst) {
      return " (offered to " + hub + (mirror ? ", removed if it does not take them)" : ")");
    }
    return mirror ? " (removed)" : " (kept)";
  }

  void progress(RowComparison now, Screen out) {
    out.line("comparing: %s of %s", pace.of(now.arrived(), now.expected()), spoke);
    out.flush();
  }

  /**
   * Says how to get the result later.
   *
   * @param runs whether the site runs
   */
  void notYet(boolean runs, Screen out) {
    out.line(
        "%s is asked for its rows, to compare them; nothing was sent to it yet. %sRun this again"
            + " then, or with --yes to load without comparing.",
        spoke,
        runs
            ? "They come with its next exchanges. "
            : "%s does not run: they come when it does, or with `bactrian sync`. ".formatted(hub));
    out.flush();
  }

  /** The stream restarts: nothing goes to the spoke before the load. */
  void cannot(Screen out, boolean dryRun) {
    meaning =
        "%s gets all its rows. Its stream restarts, so that they can't be compared before. %s"
            .formatted(
                spoke,
                mirror
                    ? "Rows that only it has are removed there."
                    : "Rows that only it has stay there, also those that it should no longer see;"
                        + " --mirror removes them.");
    if (dryRun) {
      out.say(meaning);
      out.flush();
    }
  }

  /**
   * Asks.
   *
   * @throws io.bactrian.problem.ProblemException when the answer is not yes
   */
  void requireYes() {
    if (!Question.of(meaning).yes()) {
      throw Problem.of("Not loaded; nothing was sent.")
          .follows("%s", meaning)
          .toDo("If that is meant, say --yes.")
          .exception();
    }
  }
}
