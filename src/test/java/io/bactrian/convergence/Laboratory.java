package io.bactrian.convergence;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.slf4j.LoggerFactory;

/** Runs histories on all cores, and reduces a failing one to the steps that matter. */
final class Laboratory implements Closeable {
  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.bactrian");
  private final Level level = logger.getLevel();

  Laboratory() {
    logger.setLevel(Level.OFF);
  }

  /** What became of some histories; failed is null when none did. */
  record Tally(
      Plan failed, int histories, long conflicts, long deaths, long recoveries, long millis) {
    String line(long seed) {
      return "%d histories of the whole product from seed %d in %d ms: %d conflicts, %d deaths, %d restored sites, all promises kept"
          .formatted(histories, seed, millis, conflicts, deaths, recoveries);
    }
  }

  /** Stops at the first that fails. */
  Tally run(long seed, int histories, Breakage broken) {
    long begun = System.nanoTime();
    AtomicInteger next = new AtomicInteger();
    AtomicLong conflicts = new AtomicLong();
    AtomicLong deaths = new AtomicLong();
    AtomicLong recoveries = new AtomicLong();
    AtomicReference<Plan> failed = new AtomicReference<>();
    List<Thread> workers =
        IntStream.range(0, Runtime.getRuntime().availableProcessors())
            .mapToObj(
                n ->
                    new Thread(
                        () -> {
                          try (FileSystem disk = Jimfs.newFileSystem(Configuration.unix())) {
                            for (int i = next.getAndIncrement();
                                i < histories && failed.get() == null;
                                i = next.getAndIncrement()) {
                              Plan plan = Plan.of(seed + i);
                              History history = history(plan, broken, disk, false);
                              if (wrong(history) != null) {
                                failed.compareAndSet(null, plan);
                              }
                              conflicts.addAndGet(history.world.rules().conflicts);
                              deaths.addAndGet(history.deaths);
                              recoveries.addAndGet(history.recoveries);
                              sweep(disk);
                            }
                          } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                          }
                        }))
            .toList();
    workers.forEach(Thread::start);
    workers.forEach(Laboratory::join);
    long millis = (System.nanoTime() - begun) / 1_000_000;
    return new Tally(
        failed.get(), next.get(), conflicts.get(), deaths.get(), recoveries.get(), millis);
  }

  private static void join(Thread worker) {
    try {
      worker.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A history for which the onlooker does not understand that sites go back in time. */
  History loose(Plan plan, Path spool, boolean telling) {
    return new History(plan, Breakage.NONE, camel, spool, telling, false);
  }

  private History history(Plan plan, Breakage broken, FileSystem disk, boolean telling) {
    return new History(plan, broken, camel, disk.getPath("/spool"), telling, true);
  }

  /** What is wrong with a history in the end or on the way; null when nothing. */
  static String wrong(History history) {
    try {
      history.run();
      List<String> wrong = history.wrong();
      return wrong.isEmpty() ? null : wrong.toString();
    } catch (RuntimeException | AssertionError e) {
      return e + " at " + List.of(e.getStackTrace()).stream().limit(6).toList();
    }
  }

  /** A failure, shrunk, told from its beginning. */
  String report(Plan failed, Breakage broken) {
    try (FileSystem disk = Jimfs.newFileSystem(Configuration.unix())) {
      Plan shrunk = failed.shrunk(plan -> wrong(history(plan, broken, disk, false)) != null);
      History history = history(shrunk, broken, disk, true);
      String wrong = wrong(history);
      return "seed %d (%s), %d of %d steps: %s%n  %s"
          .formatted(
              failed.seed(),
              history.world.shape(),
              shrunk.steps().size(),
              failed.steps().size(),
              wrong,
              String.join("\n  ", history.told));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** What dead processes have left. */
  private static void sweep(FileSystem disk) throws IOException {
    Path spool = disk.getPath("/spool");
    if (Files.exists(spool)) {
      try (Stream<Path> left = Files.list(spool)) {
        for (Path file : left.toList()) {
          Files.delete(file);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    logger.setLevel(level);
    camel.close();
  }
}
