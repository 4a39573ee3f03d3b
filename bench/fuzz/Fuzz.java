package fuzz;

import attack.Attack;
import attack.Site;
import attack.Stage;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The driver of bench/fuzz.sh. */
public final class Fuzz {
  private static final int SLICE = 12;
  private static final List<String> PARTS = List.of("reader", "heads", "documents", "folder");

  private final Map<String, Long> inputs = new LinkedHashMap<>();
  private final long seed;

  private Fuzz(long seed) {
    this.seed = seed;
  }

  public static void main(String[] arguments) throws Exception {
    ((ch.qos.logback.classic.Logger) org.slf4j.LoggerFactory.getLogger("ROOT")).setLevel(ch.qos.logback.classic.Level.ERROR);
    Path work = Path.of(option(arguments, "--work", ""));
    double minutes = Double.parseDouble(option(arguments, "--minutes", "30"));
    long seed = Long.parseLong(option(arguments, "--seed", "" + System.nanoTime() % 1_000_000));
    List<String> chosen = Arrays.asList(option(arguments, "--parts", String.join(",", PARTS)).split(","));
    Attack.say("seed %d, %s minutes, %s", seed, minutes, chosen);
    Findings findings = new Findings(Path.of("target/fuzz"));
    boolean works;
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().setOverrideWorkingDirectory(Files.createDirectories(work.resolve("postgresql")).toFile()).setServerConfig("max_connections", "100").setServerConfig("fsync", "off").start();
        Tapes tapes = new Tapes();
        Stage stage = new Stage(work, postgres, "fuzz", tapes.tape.port(), 1_000, tapes::to, "exchange.long-poll = 2 s\nfiles.interval = 200 ms\n")) {
      String input = option(arguments, "--replay", "");
      if (!input.isEmpty()) {
        new Replay(stage).of(chosen.get(0), Path.of(input));
        return;
      }
      works = new Fuzz(seed).run(stage, tapes.tape, chosen, minutes, findings);
      if (System.getenv("KEEP") != null) {
        Files.copy(work.resolve("fuzz/logs/hq.log"), Path.of("target/fuzz/hq.log"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
    }
    System.exit(works && findings.kinds() == 0 ? 0 : 1);
  }

  /** The tape is there before the hub's port is known. */
  private static final class Tapes implements AutoCloseable {
    private volatile int port;
    private final Tape tape;

    Tapes() throws java.io.IOException {
      tape = new Tape(() -> port);
    }

    void to(int hub) {
      port = hub;
    }

    @Override
    public void close() throws java.io.IOException {
      tape.close();
    }
  }

  private boolean run(Stage stage, Tape tape, List<String> chosen, double minutes, Findings findings) throws Exception {
    Recording recording = new Recording(stage);
    recording.play(tape);
    LogWatch log = new LogWatch(stage.folder().resolve("logs/hq.log"), findings);
    List<Part> parts = new ArrayList<>(List.of(new ReaderPart(recording.documents(), findings, memory(stage.folder())), new HeadPart(stage, recording, findings, log), new DocumentPart(stage, recording, findings, log), new FolderPart(stage, recording, findings, log)));
    parts.removeIf(part -> !chosen.contains(part.name()));
    Watch watch = new Watch(stage, findings);
    long begun = System.nanoTime();
    long end = begun + (long) (minutes * 60e9);
    long minute = begun + 60_000_000_000L;
    Site.Use first = null;
    Map<String, Long> steps = new LinkedHashMap<>();
    for (int slice = 0; System.nanoTime() < end; slice++) {
      Part part = parts.get(slice % parts.size());
      slice(part, steps, Math.min(end, System.nanoTime() + SLICE * 1_000_000_000L), findings, stage);
      log.look(part.name(), new byte[0]);
      if (slice % parts.size() == parts.size() - 1) {
        watch.check(part.name());
        first = first == null ? stage.hub.use() : first; // everything was used once
      }
      if (System.nanoTime() > minute) {
        minute += 60_000_000_000L;
        Site.Use now = stage.hub.use();
        Attack.say("%s; %d kinds of findings; hub: heap %.0f MB, %d threads, %d files; spool %.1f MB", inputs, findings.kinds(), now.liveHeap(), now.threads(), now.files(), Stage.size(stage.hub.folder().resolve("spool")));
        parts.forEach(one -> Attack.say("    %s: %s", one.name(), one.progress()));
      }
    }
    boolean works = watch.check("the end") && watch.ending();
    if (first != null) {
      watch.growth(first);
    }
    log.look("the end", new byte[0]);
    StringBuilder lines = new StringBuilder();
    log.lines().forEach((line, count) -> lines.append("%6d %s%n".formatted(count, line)));
    Files.writeString(Path.of("target/fuzz/log-lines.txt"), lines);
    parts.forEach(one -> Attack.say("%s: %s", one.name(), one.progress()));
    findings.print();
    System.out.printf("inputs=%s findings=%d honest-rounds=%d slowest=%.1fs seed=%d%n", inputs.toString().replace(" ", ""), findings.kinds(), watch.rounds(), watch.slowest(), seed);
    return works;
  }

  /** The reader forces what it takes to disk, which is quicker where there is none. */
  private static Path memory(Path otherwise) throws java.io.IOException {
    Path shared = Path.of("/dev/shm");
    if (!Files.isWritable(shared)) {
      return otherwise;
    }
    Path own = Files.createTempDirectory(shared, "bactrian-fuzz");
    own.toFile().deleteOnExit();
    own.resolve("arriving").toFile().deleteOnExit();
    return own;
  }

  private void slice(Part part, Map<String, Long> steps, long end, Findings findings, Stage stage) throws Exception {
    while (System.nanoTime() < end) {
      long step = steps.merge(part.name(), 1L, Long::sum);
      try {
        inputs.merge(part.name(), (long) part.step(new Random(seed * 1_000_003 + PARTS.indexOf(part.name()) * 7_919 + step * 31)), Long::sum);
      } catch (java.sql.SQLException | java.io.IOException e) {
        findings.add(part.name(), "the fuzzer itself, step " + step, e, new byte[0]);
      }
      if (!stage.hub.alive()) {
        findings.add("the hub ended with %d during %s".formatted(stage.hub.exit(), part.name()), stage.hub.log(), ("step " + step).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        stage.hub.start();
      }
    }
  }

  private static String option(String[] arguments, String name, String otherwise) {
    String value = otherwise;
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      if (!List.of("--work", "--minutes", "--seed", "--parts", "--replay").contains(arguments[i])) {
        throw new IllegalArgumentException("unknown option " + arguments[i] + "; known are --minutes, --seed, --parts, --replay");
      }
      value = arguments[i].equals(name) ? arguments[i + 1] : value;
    }
    return value;
  }
}
