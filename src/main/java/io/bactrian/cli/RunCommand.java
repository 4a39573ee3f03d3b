package io.bactrian.cli;

import io.bactrian.site.Runner;
import io.bactrian.site.Site;
import io.bactrian.site.SiteLock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs a site until it is told to stop. */
@Command(
    name = "run",
    description = "Runs the site: captures, exchanges and applies until stopped (Ctrl-C, SIGTERM).",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SiteOption site;

  @Override
  public Integer call() throws InterruptedException {
    site.configuration().warnings().forEach(spec.commandLine().getErr()::println);
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    try (Site opened = Site.open(site.folder());
        Runner runner = new Runner(opened, Runner.Mode.BY_ITSELF)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(stop, stopped), "stop"));
      runner.start();
      spec.commandLine().getErr().println("site " + opened.id() + " runs; stop it with Ctrl-C");
      spec.commandLine().getErr().flush();
      stop.await();
    } catch (SiteLock.LockedException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return ExitCode.LOCKED.number();
    } finally {
      stopped.countDown();
    }
    return ExitCode.OK.number();
  }

  /** The process may not end before the site has. */
  private static void stopAndWait(CountDownLatch stop, CountDownLatch stopped) {
    stop.countDown();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
