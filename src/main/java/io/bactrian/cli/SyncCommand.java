package io.bactrian.cli;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.install.Installation;
import io.bactrian.site.OneExchange;
import io.bactrian.site.Runner;
import io.bactrian.site.Site;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** One exchange now, for sites that do not run all the time. */
@Command(
    name = "sync",
    description = {
      "Captures, exchanges with every partner until neither side has more, and ends.",
      "By files: reads what has arrived and writes what is due."
    },
    mixinStandardHelpOptions = true)
final class SyncCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SiteOption site;

  @Override
  public Integer call() throws Exception {
    SiteConfiguration configuration = site.configuration();
    Screen err = Screen.err(spec);
    configuration.warnings().forEach(err::say);
    Installation.of(configuration).findings().requireSound(configuration.site().id());
    try (Site opened = Site.open(site.folder());
        Runner runner = new Runner(opened, Runner.Mode.ON_DEMAND)) {
      runner.start();
      var outages = new OneExchange(opened, runner).run();
      StatusCommand.print(opened.status(), Screen.out(spec));
      outages.forEach(err::say);
      return outages.isEmpty() ? ExitCode.OK.number() : ExitCode.FAULT.number();
    }
  }
}
