package io.bactrian.cli;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.install.Installation;
import io.bactrian.site.Renewal;
import java.time.Duration;
import java.util.Optional;
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
      "Run it again after a change of tables.yaml, of a table or of a setting: a running site takes"
          + " it over, unless it is faulty."
    },
    mixinStandardHelpOptions = true)
final class InstallCommand implements Callable<Integer> {
  /** More than a site takes to finish what is under way and to open again. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Spec private CommandSpec spec;
  @Mixin private SiteOption site;

  @Override
  public Integer call() throws InterruptedException {
    Screen out = Screen.out(spec);
    SiteConfiguration configuration = site.configuration();
    Installation.of(configuration).install().forEach(out::say);
    out.flush();
    Optional<Renewal.Outcome> outcome = new Renewal(configuration).ask(PATIENCE);
    outcome.map(Renewal.Outcome::line).ifPresent(out::prose);
    out.flush();
    return outcome.map(Renewal.Outcome::well).orElse(true)
        ? ExitCode.OK.number()
        : ExitCode.FINDINGS.number();
  }
}
