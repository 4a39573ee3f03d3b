package io.bactrian.cli;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.problem.Problem;
import io.bactrian.site.Site;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is done about a partner as a whole. */
@Command(
    name = "partner",
    description = "Gives a partner up that does not come back.",
    mixinStandardHelpOptions = true,
    subcommands = PartnerCommand.Abandon.class)
final class PartnerCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name what to do: abandon.");
  }

  /** The explicit way out when a partner will never confirm. */
  @Command(
      name = "abandon",
      description = {
        "At the hub: keeps nothing for this spoke any more, so that the changelog can be purged. What"
            + " it sends is still taken. It gets nothing until `bactrian load` sends it everything."
      },
      mixinStandardHelpOptions = true)
  static final class Abandon implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private SiteOption site;

    @Parameters(paramLabel = "PARTNER", description = "The spoke.")
    private String partner;

    @Option(names = "--yes", description = "Do it; without, only show what it means.")
    private boolean yes;

    @Override
    public Integer call() {
      SiteConfiguration configuration = site.configuration();
      PartnerOf.require(configuration, partner);
      PartnerOf.requireHub(configuration, "partner abandon");
      if (!yes) {
        throw Problem.of(
                "Not abandoned: what %s has not confirmed would be dropped here, and it would get nothing until it is loaded again.",
                partner)
            .toDo("If that is meant, say --yes.")
            .exception();
      }
      try (Site opened = Site.open(site.folder())) {
        opened.changesets().abandon(partner, Long.MAX_VALUE);
        opened.loader(partner).cancel(); // last: should this be cut short, the spoke gets its load
      }
      Screen out = Screen.out(spec);
      out.line(
          "%s is abandoned; the next purge drops what was kept for it. `bactrian load %s` takes it back.",
          partner, partner);
      out.flush();
      return ExitCode.OK.number();
    }
  }
}
