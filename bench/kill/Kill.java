package kill;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The driver of bench/kill.sh. */
public final class Kill {
  private static final long BEGUN = System.nanoTime();
  private static final boolean DETAILED = System.getenv("VERBOSE") != null;
  private static final int PATIENCE = 600;

  private Kill() {}

  public static void main(String[] arguments) throws Exception {
    Path work = Path.of(option(arguments, "--work", ""));
    double minutes = Double.parseDouble(option(arguments, "--minutes", "5"));
    int most = Integer.parseInt(option(arguments, "--kills", "" + Integer.MAX_VALUE));
    long seed = Long.parseLong(option(arguments, "--seed", "" + System.nanoTime() % 1_000_000));
    ((ch.qos.logback.classic.Logger) org.slf4j.LoggerFactory.getLogger("ROOT")).setLevel(ch.qos.logback.classic.Level.ERROR);
    say("seed %d, %s minutes, in %s", seed, minutes, work);
    boolean good = false;
    try (Stage stage = new Stage(work, seed)) {
      good = run(stage, seed, minutes, most);
    } finally {
      if (!good) {
        Files.writeString(work.resolve("keep"), "");
      }
    }
    System.exit(good ? 0 : 1);
  }

  private static boolean run(Stage stage, long seed, double minutes, int most) throws Exception {
    say("the embedded changelog is that of %s", stage.embedded);
    stage.begin();
    Random random = new Random(seed ^ 0x5DEECE66DL);
    long end = System.nanoTime() + (long) (minutes * 60e9);
    Faults faults = new Faults(stage, random.nextLong());
    try (faults) {
      TimeUnit.SECONDS.sleep(5);
      while (System.nanoTime() < end && faults.kills() < most) {
        faults.next();
        pause(stage, random, end);
      }
    }
    say("no more faults after %d kills: %s", faults.kills(), faults.done());
    stage.recoveries.finish(PATIENCE);
    for (Writer writer : stage.writers.values()) {
      writer.close();
    }
    say("no more writes");
    boolean inStep = quiet(stage);
    Comparison found = new Comparison(stage.urls).rows().journal(stage.ledgers());
    inStep &= found.inStep() && found.disordered() == 0;
    found.findings().stream().limit(60).forEach(finding -> say("  %s", finding));
    long stops = stage.sites.values().stream().mapToInt(Managed::unasked).sum() + standing(stage);
    figures(stage, faults, found, inStep, stops, seed);
    return inStep && found.lost() == 0 && found.doubled() == 0;
  }

  /** Every other fault strikes while others are being overcome; otherwise work has to go on between them. */
  private static void pause(Stage stage, Random random, long end) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(2_500));
    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(random.nextInt(2) == 0 ? 0 : 45);
    while (stage.recoveries.open() > 0 && System.nanoTime() < Math.min(patience, end)) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /** Nothing is under way any more, by what the databases and the sites themselves say. */
  private static boolean quiet(Stage stage) throws Exception {
    boolean equal =
        Servers.within(
            () -> {
              for (String id : Stage.IDS) {
                if (stage.query(id, "select 'n', count(*) from bactrian_change").get("n") > 0) {
                  return false;
                }
              }
              TimeUnit.SECONDS.sleep(2);
              return new Comparison(stage.urls).rows().inStep();
            },
            PATIENCE);
    say(equal ? "all rows are equal" : "the rows are NOT equal");
    boolean quiet = true;
    for (String id : Stage.IDS) {
      StringBuilder last = new StringBuilder();
      boolean said =
          Servers.within(
              () -> {
                last.setLength(0);
                last.append(status(stage, id));
                return settled(last.toString());
              },
              equal ? 60 : 5);
      say("%s %s: %s", id, said ? "is quiet" : "is NOT quiet", last.toString().strip());
      stage.query(id, "select kind || ' ' || table_name || ' ' || row_key || ' of ' || stream || ': ' || reason, 1 from bactrian_wait")
          .keySet().forEach(wait -> say("  %s waits: %s", id, wait));
      quiet &= said;
    }
    return equal && quiet;
  }

  private static String status(Stage stage, String id) throws Exception {
    Process status = new ProcessBuilder(Sites.bactrian("status", stage.folders.get(id), "--json"))
        .redirectError(stage.work.resolve("logs/status.log").toFile()).start();
    String text = new String(status.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    status.waitFor();
    return text;
  }

  /** Parked rows may stay: they are said, and compared like all others. */
  private static boolean settled(String json) {
    boolean settled = json.contains("\"outbox\":false");
    for (String count : List.of("pendingChanges", "gaps", "awaited", "deferred")) {
      Matcher value = Pattern.compile("\"" + count + "\":(\\d+)").matcher(json);
      while (value.find()) {
        settled &= value.group(1).equals("0");
      }
    }
    return settled;
  }

  /** Lines in the sites' logs that say that a person is needed. */
  private static long standing(Stage stage) throws Exception {
    long lines = 0;
    for (String id : Stage.IDS) {
      try (var all = Files.lines(stage.log(id), StandardCharsets.ISO_8859_1)) {
        lines += all.filter(line -> line.contains("stands still") || line.contains(" stops: ") || line.contains("The stream stops")).peek(line -> say("  %s: %s", id, line)).count();
      }
    }
    return lines;
  }

  private static void figures(Stage stage, Faults faults, Comparison found, boolean inStep, long stops, long seed) {
    List<Double> seconds = new ArrayList<>(stage.recoveries.seconds());
    if (seconds.isEmpty()) {
      seconds.add(0d);
    }
    stage.ledgers().forEach((id, ledger) ->
        say("%s wrote %d transactions, %d unknown, %d failed", id, ledger.count(Ledger.State.ACKNOWLEDGED), ledger.count(Ledger.State.UNKNOWN), ledger.count(Ledger.State.FAILED)));
    System.out.printf(Locale.ROOT,
        "kills=%d rows=%d lost=%d doubled=%d disordered=%d in-step=%s stops=%d recoveries=%d recovery-median=%.1fs recovery-max=%.1fs seed=%d%n",
        faults.kills(), stage.ledgers().values().stream().mapToLong(Ledger::rows).sum(), found.lost(), found.doubled(), found.disordered(), inStep ? "yes" : "no", stops,
        stage.recoveries.seconds().size(), seconds.get(seconds.size() / 2), seconds.get(seconds.size() - 1), seed);
  }

  private static String option(String[] arguments, String name, String otherwise) {
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      if (arguments[i].equals(name)) {
        return arguments[i + 1];
      }
      if (!List.of("--work", "--minutes", "--seed", "--kills").contains(arguments[i])) {
        throw new IllegalArgumentException("unknown option " + arguments[i] + "; known are --minutes, --seed, --kills");
      }
    }
    return otherwise;
  }

  /** A line of progress. */
  static void say(String format, Object... values) {
    System.out.printf(Locale.ROOT, "%7.1f %s%n", (System.nanoTime() - BEGUN) / 1e9, String.format(Locale.ROOT, format, values));
  }

  /** One that only the curious see (env VERBOSE). */
  static void detail(String format, Object... values) {
    if (DETAILED) {
      say(format, values);
    }
  }
}
