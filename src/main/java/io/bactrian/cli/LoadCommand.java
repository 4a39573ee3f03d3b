package io.bactrian.cli;

import io.bactrian.apply.LoadProgress;
import io.bactrian.apply.LoadScope;
import io.bactrian.apply.RowComparison;
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
      "At the hub: sends a spoke all rows that it may see, while both go on writing. First compares"
          + " the spoke's rows with them, says what would change there, and asks.",
      "Rows that only the spoke has stay there, and are counted in `bactrian status`, unless"
          + " --spoke-first or --mirror says otherwise.",
      "Works beside a running site. After an interruption it goes on when the site runs or this is"
          + " run again."
    },
    mixinStandardHelpOptions = true)
final class LoadCommand implements Callable<Integer> {
  private static final long LOOK_MILLIS = 500;
  private static final int PAGES_BETWEEN_LINES = 20;

  private final Pace pace = new Pace(System::nanoTime);
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

  @Option(
      names = "--mirror",
      description =
          "In the end remove the spoke's rows that it does not see at the hub, unless they were"
              + " changed there meanwhile. They are kept in conflict records.")
  private boolean mirror;

  @Option(
      names = "--spoke-first",
      description = "First offer the spoke's rows to the hub, where the rules decide about them.")
  private boolean spokeFirst;

  @Option(names = "--dry-run", description = "Only compare.")
  private boolean dryRun;

  @Option(names = "--yes", description = "Load without comparing and asking.")
  private boolean yes;

  @Option(names = "--no-wait", description = "Request it and exit: the running site does it.")
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
      StopSignal stop = StopSignal.listen();
      boolean underWay = loader.underWay().filter(now -> isUnderWay(now, scope)).isPresent();
      if (dryRun || !yes && !underWay) {
        LoadPreview preview =
            new LoadPreview(partner, configuration.site().id(), mirror, spokeFirst);
        if (restarts) {
          preview.cannot(Screen.out(spec), dryRun);
        } else if (!compare(loader, scope, configuration, stop, preview)) {
          return ExitCode.FINDINGS.number();
        }
        if (dryRun) {
          return ExitCode.OK.number();
        }
        preview.requireYes();
      }
      if (underWay) {
        say("a load of %s is under way and goes on".formatted(partner));
      } else if (spokeFirst) {
        loader.askSpokeFirst(scope, restarts);
      } else {
        loader.ask(scope, restarts);
      }
      if (!noWait) {
        work(loader, configuration, stop);
      }
    }
    return ExitCode.OK.number();
  }

  /** Returns false when the comparison is not complete. */
  private boolean compare(
      Loader loader,
      LoadScope scope,
      SiteConfiguration configuration,
      StopSignal stop,
      LoadPreview preview)
      throws InterruptedException {
    RowComparison now = loader.compare(scope);
    Screen out = Screen.out(spec);
    boolean runs = noWait || !now.isComplete() && !stepHere(loader, configuration, stop);
    while (runs && !noWait && !now.isComplete() && !stop.asked()) {
      preview.progress(now, out);
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      now = loader.comparison().orElse(now);
    }
    if (!now.isComplete()) {
      preview.notYet(runs, out);
      return false;
    }
    preview.print(now, out);
    loader.shown();
    return true;
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
    LoadScope all = LoadScope.of(What.LOAD, tables);
    return mirror ? all : all.keeping();
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
  private void work(Loader loader, SiteConfiguration configuration, StopSignal stop)
      throws InterruptedException {
    if (!stepHere(loader, configuration, stop)) {
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

  /** Does what there is to do in this process; false when the site runs, and does it. */
  private boolean stepHere(Loader loader, SiteConfiguration configuration, StopSignal stop) {
    try (SiteLock lock = SiteLock.take(configuration.folder())) {
      boolean more = true;
      for (int pages = 1; more && !stop.asked(); pages++) {
        more = loader.step();
        if (pages % PAGES_BETWEEN_LINES == 0) {
          loader.underWay().ifPresent(this::progress);
        }
      }
      return true;
    } catch (SiteLock.LockedException running) {
      return false;
    }
  }

  private void progress(LoadProgress now) {
    say(
        "%s: %s recorded, at table %s"
            .formatted(partner, pace.of(now.rows(), now.expected()), now.table()));
  }

  private void say(String line) {
    Screen out = Screen.out(spec);
    out.say(line);
    out.flush();
  }
}
