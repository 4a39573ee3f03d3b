package kill;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A process that is started again a short while after it ended, however it ended. Thread-safe. */
final class Managed {
  private final String name;
  private final List<String> command;
  private final Path log;
  private final Random random;
  private final AtomicInteger unasked = new AtomicInteger();
  private Process process;
  private long started;
  private boolean asked;
  private boolean over;
  private int starts;
  private Thread supervisor;

  Managed(String name, List<String> command, Path log, long seed) {
    this.name = name;
    this.command = List.copyOf(command);
    this.log = log;
    this.random = new Random(seed);
  }

  String name() {
    return name;
  }

  synchronized void start() throws IOException {
    launch();
    supervisor = new Thread(this::supervise, "supervisor of " + name);
    supervisor.setDaemon(true);
    supervisor.start();
  }

  private synchronized void launch() throws IOException {
    if (!over) {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      started = System.nanoTime();
      asked = false;
      starts++;
    }
  }

  private void supervise() {
    try {
      while (true) {
        int code = current().waitFor();
        long pause;
        synchronized (this) {
          if (over) {
            return;
          }
          if (!asked) {
            unasked.incrementAndGet();
            Kill.say("%s ended by itself with code %d", name, code);
          }
          pause = 200 + random.nextInt(2_800);
          process = null;
        }
        TimeUnit.MILLISECONDS.sleep(pause);
        launch();
      }
    } catch (InterruptedException | IOException e) {
      Kill.say("%s is not supervised any more: %s", name, e);
    }
  }

  private synchronized Process current() {
    return process;
  }

  synchronized boolean up() {
    return process != null && process.isAlive();
  }

  /** Moment of the last start, in the terms of {@link System#nanoTime}. */
  synchronized long started() {
    return started;
  }

  synchronized int starts() {
    return starts;
  }

  /** How often it ended without being killed. */
  int unasked() {
    return unasked.get();
  }

  /** {@code kill -9} of it and all that it started; whether there was anything to kill. */
  synchronized boolean kill() throws IOException, InterruptedException {
    if (!up()) {
      return false;
    }
    asked = true;
    List<String> all = signal("STOP"); // so that nothing is forked meanwhile
    run("kill", "-9", all);
    return true;
  }

  /** Sends a signal to it and all that it started. */
  synchronized List<String> signal(String signal) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>();
    if (up()) {
      run("kill", "-" + signal, List.of("" + process.pid()));
      all.add("" + process.pid());
      process.descendants().forEach(p -> all.add("" + p.pid()));
      run("kill", "-" + signal, all);
    }
    return all;
  }

  private static void run(String command, String option, List<String> pids)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(command, option));
    line.addAll(pids);
    // one of them may have ended meanwhile
    new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
  }

  /** Ends it for good, softly if it lets us. */
  void close() throws IOException, InterruptedException {
    Process last;
    synchronized (this) {
      over = true;
      last = process;
    }
    if (last != null && last.isAlive()) {
      signal("CONT");
      last.destroy();
      if (!last.waitFor(20, TimeUnit.SECONDS)) {
        kill();
        last.waitFor();
      }
    }
  }
}
