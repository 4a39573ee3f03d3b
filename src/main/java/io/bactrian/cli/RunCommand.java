package io.bactrian.cli;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.install.Installation;
import io.bactrian.site.SiteLock;
import io.bactrian.site.SiteRun;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs a site until it is stopped. */
@Command(
    name = "run",
    description = {
      "Runs the site: captures, exchanges and applies until stopped (Ctrl-C, SIGTERM).",
      "Refuses to start while `check` finds a fault. A database or MongoDB that does not answer is"
          + " waited for. `install` beside it makes it take over what was changed."
    },
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SiteOption site;

  @Override
  public Integer call() throws InterruptedException {
    SiteConfiguration configuration = site.configuration();
    String id = configuration.site().id();
    configuration.warnings().forEach(this::say);
    StopSignal stop = StopSignal.listen();
    try (SiteLock lock = SiteLock.take(configuration.folder())) {
      new SiteRun(
              lock, changed -> Installation.of(changed).findings().faults(), stop::await, this::say)
          .run(configuration, () -> Installation.of(configuration).findings().requireSound(id));
      say("site " + id + " stopped");
      return ExitCode.OK.number();
    }
  }

  private void say(String line) {
    Screen err = Screen.err(spec);
    err.say(line);
    err.flush();
  }
}
