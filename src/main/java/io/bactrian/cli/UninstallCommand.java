package io.bactrian.cli;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.install.Installation;
import io.bactrian.problem.Problem;
import io.bactrian.site.SiteLock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Removes the triggers. */
@Command(
    name = "uninstall",
    description = {
      "Removes the triggers. What they have written stays, and so do the side tables.",
      "From then on changes to the tables are not noticed. Refused while the site runs."
    },
    mixinStandardHelpOptions = true)
final class UninstallCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SiteOption site;

  @Option(
      names = "--side-tables",
      description = "Also drop the side tables; refused while they hold what is not yet captured.")
  private boolean sideTables;

  @Option(names = "--yes", description = "Do it without asking.")
  private boolean yes;

  @Override
  public Integer call() {
    SiteConfiguration configuration = site.configuration();
    Screen out = Screen.out(spec);
    try (SiteLock lock = SiteLock.take(configuration.folder())) {
      if (!yes && !Question.of(meaning(configuration)).yes()) {
        throw Problem.of("Not uninstalled; nothing was changed.")
            .follows("%s", meaning(configuration))
            .toDo("If that is meant, say --yes.")
            .exception();
      }
      Installation.of(configuration).uninstall(sideTables).forEach(out::say);
      out.flush();
      return ExitCode.OK.number();
    }
  }

  private String meaning(SiteConfiguration configuration) {
    return "Without its triggers site %s no longer notices changes of its tables: its partners never hear of them, unless it is installed and loaded again.%s"
        .formatted(
            configuration.site().id(),
            sideTables ? " Without its side tables it also forgets how far each partner is." : "");
  }
}
