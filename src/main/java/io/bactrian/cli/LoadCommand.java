package io.bactrian.cli;

import io.bactrian.apply.LoadProgress;
import io.bactrian.changeset.Item.Request.What;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.load.Loader;
import io.bactrian.site.Site;
import io.bactrian.site.SiteLock;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends a spoke everything that it may see. */
@Command(
    name = "load",
    description = {
      "At the hub: sends a spoke all rows that it may see, while both go on writing. What the spoke"
          + " has and may not see is then removed there, unless it was changed there.",
      "Works beside a running site. Interrupted, it goes on when the site runs or this is run again."
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

  @Option(names = "--no-wait", description = "Ask for it and end: the running site does it.")
  private boolean noWait;

  @Override
  public Integer call() throws InterruptedException {
    SiteConfiguration configuration = site.configuration();
    PartnerOf.require(configuration, partner);
    PartnerOf.requireHub(configuration, "load");
    try (Site opened = Site.open(site.folder())) {
      Loader loader = opened.loader(partner);
      if (loader.underWay().filter(LoadProgress::granted).isPresent()) {
        say("a load of %s is under way and goes on".formatted(partner));
      } else {
        loader.ask(What.LOAD, restart || opened.changesets().abandoned(partner));
      }
      if (!noWait) {
        work(loader, configuration);
      }
    }
    return ExitCode.OK.number();
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
            : "all rows for %s are in the outbox; they go out with the next exchanges"
                .formatted(partner));
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
