package io.bactrian.cli;

import io.bactrian.demo.DemoData;
import io.bactrian.demo.LivePlay;
import io.bactrian.demo.Stage;
import io.bactrian.demo.Story;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The whole loop on embedded databases. */
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

  @Override
  public Integer call() throws Exception {
    Path folder = dir == null ? Files.createTempDirectory("bactrian-demo") : dir;
    Stage stage = new Stage(System.out, System.console() != null);
    DemoLog.into(folder.resolve("bactrian.log"));
    try (LivePlay play =
        LivePlay.start(folder.toAbsolutePath().normalize(), freePort(), stage::started)) {
      Story story = new Story(play, stage, new DemoData(SEED, changes));
      boolean inStep = story.tell();
      if (!exit) {
        stage.say("");
        stage.say("The sites go on, with a change now and then. Stop with Ctrl-C. Meanwhile:");
        stage.say("  ./bactrian status --site " + folder.resolve("hq"));
        stage.say("  ./bactrian conflicts list --site " + folder.resolve("hq"));
        stage.say("  tail -f " + folder.resolve("bactrian.log"));
        play.release();
        goOn(story);
      }
      return inStep ? ExitCode.OK.number() : ExitCode.FINDINGS.number();
    } finally {
      if (dir == null) {
        delete(folder);
      }
    }
  }

  /** Until the process is told to end. */
  private static void goOn(Story story) throws Exception {
    while (true) {
      story.trickle();
      TimeUnit.SECONDS.sleep(1);
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
