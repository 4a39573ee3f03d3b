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
 * What fails and what is on hold at a site. While the site runs in this process, other processes
 * are told by a file; else this one reads it there. Thread-safe.
 */
final class SiteProblems {
  private final SiteFolder folder;
  private final Outages outages;
  private final StreamHolds holds;
  private final Health health;
  private final Map<String, String> answered = new ConcurrentHashMap<>();
  private Supplier<Map<String, List<String>>> figures = Map::of;
  private boolean running;

  /**
   * @param chance from 0 to 1, for the time of the next try
   * @param health made with what it is to tell of a change
   */
  SiteProblems(
      SiteFolder folder,
      SiteConfiguration.Retry retry,
      InstantSource clock,
      DoubleSupplier chance,
      Function<Runnable, Health> health) {
    this.folder = folder;
    Backoff backoff = new Backoff(retry.first(), retry.most(), chance);
    outages = new Outages(backoff, clock, this::tell);
    holds = new StreamHolds(backoff, clock, this::tell);
    this.health = health.apply(this::tell);
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

  /** A request to try this partner's stream again is fulfilled. */
  void answer(String partner, String request) {
    answered.put(partner, request);
    tell();
  }

  /**
   * A runner begins: from now on this process knows.
   *
   * @param slowest by partner, where the time of its streams goes
   */
  synchronized void begin(Supplier<Map<String, List<String>>> slowest) {
    figures = slowest;
    holds.restore(RunningState.read(folder).holds());
    running = true;
    tell();
  }

  /** The runner has ended. */
  synchronized void end() {
    if (running) {
      new RunningState(0, List.of(), List.of(), holds.now(), answered, Map.of()).write(folder);
      running = false;
    }
  }

  /** As of now; asks neither store. */
  synchronized RunningState now() {
    return running
        ? new RunningState(
            ProcessHandle.current().pid(),
            outages.now(),
            health.now(),
            holds.now(),
            answered,
            figures.get())
        : RunningState.read(folder).fromOutside();
  }

  private synchronized void tell() {
    if (running) {
      now().write(folder);
    }
  }
}
