package io.bactrian.cli;

import io.bactrian.config.Tokens;
import io.bactrian.demo.DemoData;
import io.bactrian.demo.DemoPage;
import io.bactrian.demo.LivePlay;
import io.bactrian.demo.Stage;
import io.bactrian.demo.Story;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the demo on embedded databases. */
@Command(
    name = "demo",
    description = {
      "Runs head office and two customers, one online and one by files, on embedded databases:"
          + " changes both ways, a conflict of each rule, a lost file and a doubled one.",
      "Ends with exit code 0 only if all sites are in step."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final long SEED = 1;

  @Option(names = "--exit", description = "End after the story instead of going on.")
  private boolean exit;

  @Option(
      names = "--changes",
      paramLabel = "N",
      defaultValue = "200",
      description = "Rows that are changed in its last step. Default: ${DEFAULT-VALUE}")
  private int changes;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where to keep the sites' folders, for status, changelog and conflicts.")
  private Path dir;

  private final AtomicReference<LivePlay> play = new AtomicReference<>();

  @Override
  public Integer call() throws Exception {
    Path folder =
        (dir == null ? Files.createTempDirectory("bactrian-demo") : dir)
            .toAbsolutePath()
            .normalize();
    StopSignal stop = StopSignal.listen(() -> end(folder));
    Stage stage = new Stage(System.out, System.console() != null);
    DemoLog.into(folder.resolve("bactrian.log"));
    try {
      boolean inStep;
      DemoPage page = DemoPage.at(freePort(), new Tokens(new SecureRandom()));
      try (LivePlay started = LivePlay.start(folder, freePort(), page, stage::started)) {
        play.set(started);
        stage.say("");
        stage.say("Head office's page: " + page.invitation());
        inStep = playStory(folder, started, stage, page);
      }
      clear(folder);
      return inStep ? ExitCode.OK.number() : ExitCode.FINDINGS.number();
    } catch (Exception e) {
      if (stop.asked()) {
        new CountDownLatch(1).await(); // what failed is that the sites end; so does the process
      }
      clear(folder);
      throw e;
    }
  }

  private boolean playStory(Path folder, LivePlay started, Stage stage, DemoPage page)
      throws Exception {
    Story story = new Story(started, stage, new DemoData(SEED, changes));
    boolean inStep = story.tell();
    if (!exit) {
      stage.say("");
      stage.say("The sites go on, with a change now and then. Stop with Ctrl-C. Meanwhile:");
      stage.say("  " + page.invitation());
      stage.say("  ./bactrian status --site " + folder.resolve("hq"));
      stage.say("  ./bactrian conflicts list --site " + folder.resolve("hq"));
      stage.say("  tail -f " + folder.resolve("bactrian.log"));
      started.release();
      while (true) {
        story.trickle();
        TimeUnit.SECONDS.sleep(1);
      }
    }
    return inStep;
  }

  /** Ctrl-C stops the story at any point; errors that follow from that are not shown. */
  private void end(Path folder) {
    try {
      LivePlay started = play.get();
      if (started != null) {
        started.close();
      }
      clear(folder);
    } catch (RuntimeException | IOException e) {
      System.err.println("The demo ended, and left " + folder + " (" + e.getMessage() + ").");
    } finally {
      Runtime.getRuntime().halt(StopSignal.INTERRUPTED);
    }
  }

  private void clear(Path folder) throws IOException {
    if (dir == null) {
      delete(folder);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
