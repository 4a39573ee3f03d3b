package io.bactrian.cli;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.install.Installation;
import io.bactrian.site.Runner;
import io.bactrian.site.Site;
import io.bactrian.site.SiteLock;
import io.bactrian.site.UnreachableException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs a site until it is told to stop. */
@Command(
    name = "run",
    description = {
      "Runs the site: captures, exchanges and applies until stopped (Ctrl-C, SIGTERM).",
      "Refuses to start while `check` finds a fault. A database or MongoDB that does not answer is"
          + " waited for."
    },
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  private static final long PAUSE_SECONDS = 5;

  @Spec private CommandSpec spec;
  @Mixin private SiteOption site;

  @Override
  public Integer call() throws InterruptedException {
    SiteConfiguration configuration = site.configuration();
    configuration.warnings().forEach(this::say);
    StopSignal stop = StopSignal.listen();
    try (SiteLock lock = SiteLock.take(configuration.folder())) {
      Optional<Site> found = open(configuration, stop);
      if (found.isPresent()) {
        try (Site opened = found.get();
            Runner runner = new Runner(opened, Runner.Mode.BY_ITSELF, lock)) {
          runner.start();
          say("site " + opened.id() + " runs; stop it with Ctrl-C");
          stop.await();
        }
      }
      say("site " + configuration.site().id() + " stopped");
      return ExitCode.OK.number();
    }
  }

  /** Nothing when told to stop before both stores answered. */
  private Optional<Site> open(SiteConfiguration configuration, StopSignal stop)
      throws InterruptedException {
    boolean said = false;
    while (!stop.asked()) {
      try {
        Installation.of(configuration).findings().requireSound(configuration.site().id());
        return Optional.of(Site.open(configuration.folder()));
      } catch (UnreachableException e) {
        if (!said) {
          say(e.getMessage() + " It is tried again every " + PAUSE_SECONDS + " s.");
        }
        said = true;
      }
      stop.await(PAUSE_SECONDS);
    }
    return Optional.empty();
  }

  private void say(String line) {
    Screen err = Screen.err(spec);
    err.say(line);
    err.flush();
  }
}
