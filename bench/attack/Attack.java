package attack;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The driver of bench/attack.sh. */
public final class Attack {
  private static final long BEGUN = System.nanoTime();
  private static final boolean DETAILED = System.getenv("VERBOSE") != null;
  private static final List<String> ALL =
      List.of("probes", "strangers", "slow", "slow-token", "heads", "polls", "files", "requests", "early", "parked", "document", "rows");
  /** After these, other numbers, other rows, or nothing at all is where it was. */
  private static final List<String> LEAVE_TRACES = List.of("probes", "files", "requests", "early", "parked", "document", "rows");

  private final Path work;
  private final EmbeddedPostgres postgres;
  private final double gigabytes;
  private final int seconds;
  private final int megabytes;
  private final List<String> table = new ArrayList<>();
  private Stage stage;
  private Loads loads;
  private int stages;

  private Attack(Path work, EmbeddedPostgres postgres, String[] arguments) {
    this.work = work;
    this.postgres = postgres;
    this.gigabytes = Double.parseDouble(option(arguments, "--gigabytes", "4"));
    this.seconds = Integer.parseInt(option(arguments, "--seconds", "30"));
    this.megabytes = Integer.parseInt(option(arguments, "--document", "1024"));
  }

  public static void main(String[] arguments) throws Exception {
    ((ch.qos.logback.classic.Logger) org.slf4j.LoggerFactory.getLogger("ROOT")).setLevel(ch.qos.logback.classic.Level.ERROR);
    java.util.logging.Logger.getLogger("javax.management.remote").setLevel(java.util.logging.Level.OFF);
    Path work = Path.of(option(arguments, "--work", ""));
    List<String> chosen = Arrays.asList(option(arguments, "--only", String.join(",", ALL)).split(","));
    chosen.forEach(one -> {
      if (!ALL.contains(one)) {
        throw new IllegalArgumentException("unknown attack " + one + "; known are " + ALL);
      }
    });
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().setOverrideWorkingDirectory(Files.createDirectories(work.resolve("postgresql")).toFile()).setServerConfig("max_connections", "100").setServerConfig("shared_buffers", "256MB").setServerConfig("max_wal_size", "4GB").start()) {
      new Attack(work, postgres, arguments).run(chosen);
    }
    System.exit(0);
  }

  private void run(List<String> chosen) throws Exception {
    table.add(row("attack", "changes quiet", "during", "empty quiet", "during", "heap before", "during", "after", "resident", "fds", "hub", "outcome"));
    try {
      for (String attack : chosen) {
        try {
          attack(attack);
        } catch (Exception e) {
          say("%s could not be run: %s", attack, e);
          table.add(row(attack, "", "", "", "", "", "", "", "", "", "?", "could not be run: " + e.getMessage()));
          fresh();
        }
      }
    } finally {
      fresh();
    }
    System.out.println();
    table.forEach(System.out::println);
  }

  private void attack(String name) throws Exception {
    if (stage == null) {
      stage = new Stage(work, postgres, "s" + ++stages, 3_000);
      loads = new Loads(stage, seconds);
      loads.drain();
    }
    Honest honest = new Honest(stage);
    honest.round(60);
    Honest.Seen warm = honest.watch(() -> Probes.pause(stages == 1 && table.size() == 1 ? 10 : 3));
    detail("warm: %s", Honest.Seen.figures(warm.changes()));
    Honest.Seen quiet = honest.watch(() -> Probes.pause(10));
    Site.Use before = stage.hub.use();
    say("%s: quiet %s, empty %s", name, Honest.Seen.figures(quiet.changes()), Honest.Seen.figures(quiet.empty()));
    String[] outcome = new String[1];
    Honest.Seen during = honest.watch(() -> outcome[0] = launch(name));
    boolean works = stage.hub.alive() && honest.round(60);
    if (works) {
      Probes.pause(2); // what was under way ends
    }
    Site.Use after = stage.hub.use();
    String hub = works ? "works" : stage.hub.alive() ? "HANGS" : "ENDED " + stage.hub.exit();
    table.add(row(name, Honest.Seen.figures(quiet.changes()), Honest.Seen.figures(during.changes()), Honest.Seen.figures(quiet.empty()), Honest.Seen.figures(during.empty()),
        mib(before.liveHeap()), mib(during.peak().liveHeap()), mib(after.liveHeap()), mib(during.peak().resident()), "" + during.peak().files(), hub, outcome[0]));
    say("%s: during %s, empty %s; hub %s: %s", name, Honest.Seen.figures(during.changes()), Honest.Seen.figures(during.empty()), hub, outcome[0]);
    if (!works) {
      say("the hub's last words:\n%s", tail(stage.hub.log()));
    }
    if (!works || LEAVE_TRACES.contains(name)) {
      if (!works) {
        stage.hub.kill();
      }
      fresh();
    }
  }

  private String launch(String name) throws Exception {
    Floods floods = new Floods(stage, seconds);
    return switch (name) {
      case "strangers" -> floods.strangers(gigabytes);
      case "slow" -> floods.slow("Bactrian-Site: c2\r\nBactrian-Wait: 0\r\n");
      case "slow-token" -> floods.slow(loads.c2().headers(0));
      case "heads" -> floods.heads();
      case "polls" -> floods.polls(loads.c2());
      case "files" -> new Inbox(stage).all();
      case "requests" -> loads.requests();
      case "early" -> loads.early();
      case "parked" -> loads.parked();
      case "document" -> loads.document(megabytes);
      case "rows" -> loads.rows(700);
      default -> new Probes(stage).all();
    };
  }

  private void fresh() throws InterruptedException {
    if (stage != null) {
      stage.close();
      stage = null;
    }
  }

  private static String mib(double value) {
    return value < 0 ? "?" : String.format(Locale.ROOT, "%.0f", value);
  }

  private static String row(String... cells) {
    return String.format("%-10s | %-13s → %-17s | %-11s → %-17s | %-11s → %-6s → %-5s | %-8s | %-5s | %-8s | %s", (Object[]) cells);
  }

  static String tail(String log) {
    String end = log.substring(Math.max(0, log.length() - 2500));
    return end.substring(Math.max(0, end.indexOf(10))).strip();
  }

  static String option(String[] arguments, String name, String otherwise) {
    String value = otherwise;
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      if (!List.of("--work", "--only", "--gigabytes", "--seconds", "--document").contains(arguments[i])) {
        throw new IllegalArgumentException("unknown option " + arguments[i] + "; known are --only, --gigabytes, --seconds, --document");
      }
      value = arguments[i].equals(name) ? arguments[i + 1] : value;
    }
    return value;
  }

  /** A line of progress. */
  public static void say(String format, Object... values) {
    System.out.printf(Locale.ROOT, "%7.1f %s%n", (System.nanoTime() - BEGUN) / 1e9, String.format(Locale.ROOT, format, values));
  }

  /** One that only the curious see (env VERBOSE). */
  public static void detail(String format, Object... values) {
    if (DETAILED) {
      say(format, values);
    }
  }
}
