package io.bactrian.site;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.exchange.Backoff;
import io.bactrian.exchange.StreamHolds;
import io.bactrian.route.Outages;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Outages, faults and streams on hold of a site. While the site runs in this process, they are
 * written to a file for other processes; otherwise they are read from it. Thread-safe.
 */
final class SiteProblems {
  private final SiteFolder folder;
  private final Outages outages;
  private final StreamHolds holds;
  private final Health health;
  private final TriggerDrift drift;
  private final Map<String, String> answered = new ConcurrentHashMap<>();
  private Supplier<Map<String, List<String>>> figures = Map::of;
  private boolean running;

  /**
   * @param chance random number from 0 to 1, which varies the time of the next try
   * @param health makes the health check from what it calls after each comparison
   * @param drift makes the counter of altered rows from what it calls after each change
   */
  SiteProblems(
      SiteFolder folder,
      SiteConfiguration.Retry retry,
      InstantSource clock,
      DoubleSupplier chance,
      Function<Runnable, Health> health,
      Function<Runnable, TriggerDrift> drift) {
    this.folder = folder;
    Backoff backoff = new Backoff(retry.first(), retry.most(), chance);
    outages = new Outages(backoff, clock, this::writeState);
    holds = new StreamHolds(backoff, clock, this::writeState);
    this.health = health.apply(this::writeState);
    this.drift = drift.apply(this::writeState);
  }

  Outages outages() {
    return outages;
  }

  StreamHolds holds() {
    return holds;
  }

  Health health() {
    return health;
  }

  TriggerDrift drift() {
    return drift;
  }

  /** Records that a request to try this partner's stream again is fulfilled. */
  void answer(String partner, String request) {
    answered.put(partner, request);
    writeState();
  }

  /**
   * Called when a runner starts: from now on this process writes the file.
   *
   * @param slowest slowest steps of the streams, by partner
   */
  synchronized void begin(Supplier<Map<String, List<String>>> slowest) {
    figures = slowest;
    RunningState earlier = RunningState.read(folder);
    holds.restore(earlier.holds());
    drift.restore(earlier.altered());
    running = true;
    writeState();
  }

  /** Called when the runner has stopped. */
  synchronized void end() {
    if (running) {
      now().stopped().write(folder);
      running = false;
    }
  }

  /** Current state; reads neither store. */
  synchronized RunningState now() {
    return running
        ? new RunningState(
            ProcessHandle.current().pid(),
            outages.now(),
            health.now(),
            holds.now(),
            answered,
            figures.get(),
            drift.now())
        : RunningState.read(folder).fromOutside();
  }

  private synchronized void writeState() {
    if (running) {
      now().write(folder);
    }
  }
}
