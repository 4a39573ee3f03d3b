package io.bactrian.cli;

import io.bactrian.apply.LoadProgress;
import io.bactrian.apply.LoadScope;
import io.bactrian.changeset.Item.Request.What;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.config.YamlNode;
import io.bactrian.load.Loader;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import io.bactrian.site.Site;
import io.bactrian.site.SiteLock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends a spoke everything that it may see, or that of some tables. */
@Command(
    name = "load",
    description = {
      "At the hub: sends a spoke all rows that it may see, while both go on writing. Rows that"
          + " the spoke has and may not see are then removed there, unless they were changed there.",
      "With --table only the rows of these tables are sent, and only rows of what they become at"
          + " the spoke are removed there.",
      "Works beside a running site. After an interruption it goes on when the site runs or this is run again."
    },
    mixinStandardHelpOptions = true)
final class LoadCommand implements Callable<Integer> {
  private static final long LOOK_MILLIS = 500;

  @Spec private CommandSpec spec;
  @Mixin private SiteOption site;

  @Parameters(paramLabel = "PARTNER", description = "The spoke.")
  private String partner;

  @Option(names = "--restart", description = "Restart the stream to it, as after it was abandoned.")
  private boolean restart;

  @Option(
      names = "--table",
      paramLabel = "TABLE",
      description = "Send only the rows of this table of the hub; can be repeated.")
  private List<String> tables = List.of();

  @Option(names = "--no-wait", description = "Request the load and exit: the running site does it.")
  private boolean noWait;

  @Override
  public Integer call() throws InterruptedException {
    SiteConfiguration configuration = site.configuration();
    PartnerOf.require(configuration, partner);
    PartnerOf.requireHub(configuration, "load");
    try (Site opened = Site.open(site.folder())) {
      Loader loader = opened.loader(partner);
      LoadScope scope = scope(loader.tables());
      boolean restarts = restart || opened.changesets().abandoned(partner);
      if (restarts && !scope.isWhole()) {
        throw restartsWithAll();
      }
      if (loader.underWay().filter(now -> isUnderWay(now, scope)).isPresent()) {
        say("a load of %s is under way and goes on".formatted(partner));
      } else {
        loader.ask(scope, restarts);
      }
      if (!noWait) {
        work(loader, configuration);
      }
    }
    return ExitCode.OK.number();
  }

  private LoadScope scope(List<String> known) {
    for (String table : tables) {
      if (!known.contains(table)) {
        throw Problem.of("%s of site %s.", unknown(table, known), site.configuration().site().id())
            .follows("Nothing was sent.")
            .toDo("Its tables: %s.", String.join(", ", known))
            .exception();
      }
    }
    return LoadScope.of(What.LOAD, tables);
  }

  private static String unknown(String table, List<String> known) {
    String what = YamlNode.unknown("table", table, known);
    return Character.toUpperCase(what.charAt(0)) + what.substring(1);
  }

  private ProblemException restartsWithAll() {
    return Problem.of("The stream to %s restarts, which takes the rows of all tables.", partner)
        .follows("Nothing was sent.")
        .toDo("Run `bactrian load %s` without --table.", partner)
        .exception();
  }

  /** A load of other tables follows the one that is under way. */
  private static boolean isUnderWay(LoadProgress now, LoadScope wanted) {
    return now.granted() && now.scope().equals(wanted) && now.then() == null
        || wanted.equals(now.then());
  }

  /** A running site does it; otherwise this process. */
  private void work(Loader loader, SiteConfiguration configuration) throws InterruptedException {
    StopSignal stop = StopSignal.listen();
    try (SiteLock lock = SiteLock.take(configuration.folder())) {
      boolean more = true;
      for (int pages = 1; more && !stop.asked(); pages++) {
        more = loader.step();
        if (pages % 20 == 0) {
          loader.underWay().ifPresent(this::progress);
        }
      }
    } catch (SiteLock.LockedException running) {
      Optional<LoadProgress> now = loader.underWay();
      while (now.isPresent() && !stop.asked()) {
        progress(now.get());
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        now = loader.underWay();
      }
    }
    say(
        stop.asked()
            ? "interrupted; it goes on from there when the site runs, or when this is run again"
            : "%s for %s are in the outbox; they go out with the next exchanges"
                .formatted(
                    tables.isEmpty() ? "all rows" : "the rows of " + String.join(", ", tables),
                    partner));
  }

  private void progress(LoadProgress now) {
    say("%s: %,d rows recorded, at table %s".formatted(partner, now.rows(), now.table()));
  }

  private void say(String line) {
    Screen out = Screen.out(spec);
    out.say(line);
    out.flush();
  }
}
