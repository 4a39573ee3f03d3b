package io.bactrian.cli;

import io.bactrian.site.Installation;
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
      "From then on changes to the tables are not noticed."
    },
    mixinStandardHelpOptions = true)
final class UninstallCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SiteOption site;

  @Option(
      names = "--side-tables",
      description = "Also drop the side tables; refused while they hold what is not yet captured.")
  private boolean sideTables;

  @Override
  public Integer call() {
    Installation.of(site.configuration())
        .uninstall(sideTables)
        .forEach(spec.commandLine().getOut()::println);
    spec.commandLine().getOut().flush();
    return ExitCode.OK.number();
  }
}
