package io.bactrian.capture.replay;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Plays many histories, on as many databases as there are processors. */
final class Laboratory {
  /** More of them fill its catalogue, and the caches of its sessions. */
  private static final int HISTORIES_A_DATABASE = 250;

  private final long seed;
  private final int histories;
  private final boolean all;
  private final AtomicInteger next = new AtomicInteger();
  private final Tally tally = new Tally();

  /**
   * @param all whether to go on after the first that fails
   */
  Laboratory(long seed, int histories, boolean all) {
    this.seed = seed;
    this.histories = histories;
    this.all = all;
  }

  /** What became of them; never throws because of one. */
  Tally run() throws Exception {
    List<Thread> workers = new ArrayList<>();
    for (int i = Integer.getInteger("workers", 2); i > 0; i--) {
      Thread worker = new Thread(this::work, "laboratory");
      worker.start();
      workers.add(worker);
    }
    for (Thread worker : workers) {
      worker.join();
    }
    return tally;
  }

  private void work() {
    Bench bench = null;
    try {
      for (int i = next.getAndIncrement();
          i < histories && (all || tally.failed() == null);
          i = next.getAndIncrement()) {
        if (bench == null || bench.histories() >= HISTORIES_A_DATABASE) {
          close(bench);
          bench = new Bench();
        }
        History history = Histories.of(seed + i);
        Outcome outcome = played(bench, history);
        tally.add(history, outcome);
      }
    } catch (Exception broken) {
      tally.broken(broken);
    } finally {
      close(bench);
    }
  }

  private static Outcome played(Bench bench, History history) {
    try {
      Outcome outcome = new Play(bench, history).run();
      if (Boolean.getBoolean("stories")) {
        System.out.println(
            "STORY " + history.seed() + "\n  " + String.join("\n  ", outcome.told()));
      }
      return outcome;
    } catch (Exception broken) {
      throw new IllegalStateException("the history of seed " + history.seed(), broken);
    }
  }

  private static void close(Bench bench) {
    try {
      if (bench != null) {
        bench.close();
      }
    } catch (SQLException ends) {
      // with the server
    }
  }

  /** A history that fails, reduced to what it needs, told from its beginning. */
  static Report reduced(History failed, Fault fault, long millis) throws Exception {
    try (Bench bench = new Bench()) {
      History smallest =
          Shrinking.smallest(failed, millis, history -> fails(bench, history, fault));
      Outcome outcome = new Play(bench, smallest).run();
      return new Report(failed, smallest, outcome);
    }
  }

  private static boolean fails(Bench bench, History history, Fault fault) {
    try {
      FaultException found = new Play(bench, history).run().fault();
      return found != null && found.fault() == fault;
    } catch (Exception broken) {
      return false;
    }
  }

  /** What became of histories so far. Thread-safe. */
  static final class Tally {
    private final Map<Fault, History> smallest = new TreeMap<>();
    private final Map<Fault, List<History>> failing = new TreeMap<>();
    private final Map<String, Integer> refused = new TreeMap<>();
    private final long begun = System.nanoTime();
    private Exception broken;
    private int histories;
    private long transactions;
    private long entries;
    private long waits;

    synchronized void add(History history, Outcome outcome) {
      histories++;
      if (histories % 500 == 0) {
        System.out.println(line());
      }
      transactions += outcome.transactions();
      entries += outcome.entries();
      waits += outcome.waits();
      if (outcome.refused() != null) {
        refused.merge(outcome.refused(), 1, Integer::sum);
      }
      if (outcome.fault() != null) {
        System.out.printf("seed %d: %s%n", history.seed(), outcome.fault().fault());
        failing.computeIfAbsent(outcome.fault().fault(), f -> new ArrayList<>()).add(history);
        smallest.merge(outcome.fault().fault(), history, (a, b) -> a.seed() < b.seed() ? a : b);
      }
    }

    synchronized void broken(Exception failure) {
      broken = failure;
    }

    synchronized Exception broken() {
      return broken;
    }

    /** A history that has failed, of the smallest seed, with how; null when none has. */
    synchronized Map.Entry<Fault, History> failed() {
      return smallest.entrySet().stream()
          .min((a, b) -> Long.compare(a.getValue().seed(), b.getValue().seed()))
          .orElse(null);
    }

    synchronized Map<Fault, List<History>> failing() {
      return failing;
    }

    synchronized long transactions() {
      return transactions;
    }

    synchronized long waits() {
      return waits;
    }

    synchronized String line() {
      Map<Fault, Integer> counts = new TreeMap<>();
      failing.forEach((fault, those) -> counts.put(fault, those.size()));
      return "histories=%d seconds=%d refused=%s transactions=%d entries=%d waits=%d faults=%s"
          .formatted(
              histories,
              (System.nanoTime() - begun) / 1_000_000_000,
              refused,
              transactions,
              entries,
              waits,
              counts);
    }
  }
}
