package io.bactrian.cli;

import io.bactrian.site.Site;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds a note. */
@Command(
    name = "note",
    description =
        "Adds a note to a conflict, parked change or held row; `conflicts show` shows it.",
    mixinStandardHelpOptions = true)
final class ConflictsNote implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SiteOption site;

  @Parameters(index = "0", paramLabel = "ID", description = "From the list.")
  private String id;

  @Parameters(index = "1", paramLabel = "TEXT", description = "What to note.")
  private String text;

  @Option(names = "--by", defaultValue = "${sys:user.name}", description = "Who notes it.")
  private String by;

  @Override
  public Integer call() {
    try (Site opened = Site.open(site.folder())) {
      Screen out = Screen.out(spec);
      out.say(opened.decisions().note(id, text, by));
      out.flush();
    }
    return ExitCode.OK.number();
  }
}
