package io.bactrian.cli;

import io.bactrian.install.Installation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Creates side tables and triggers. */
@Command(
    name = "install",
    description = {
      "Creates the side tables and the triggers of the tables in tables.yaml.",
      "Run it again after a change of tables.yaml or of a table."
    },
    mixinStandardHelpOptions = true)
final class InstallCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SiteOption site;

  @Override
  public Integer call() {
    Screen out = Screen.out(spec);
    Installation.of(site.configuration()).install().forEach(out::say);
    out.flush();
    return ExitCode.OK.number();
  }
}
