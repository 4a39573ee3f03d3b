package io.bactrian.cli;

import io.bactrian.site.Site;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reverses a decision. */
@Command(
    name = "undo",
    description = {
      "Reverses what a person or a rule decided about a conflict, as a new change of the hub that"
          + " reaches every site: what it overwrote stands again or, where it left the row as it was,"
          + " the side that lost.",
      "Refused when the row has been changed since. It is recorded, and can be undone as well."
    },
    mixinStandardHelpOptions = true)
final class ConflictsUndo implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SiteOption site;
  @Mixin private PersonOptions person;

  @Parameters(paramLabel = "ID", description = "From `conflicts list --all`.")
  private String id;

  @Option(
      names = "--anyway",
      description = "Also when the row has been changed since; that change is overwritten.")
  private boolean anyway;

  @Override
  public Integer call() {
    try (Site opened = Site.open(site.folder())) {
      Screen out = Screen.out(spec);
      out.say(opened.decisions().undo(id, person.by(), person.note(), anyway));
      out.flush();
    }
    return ExitCode.OK.number();
  }
}
