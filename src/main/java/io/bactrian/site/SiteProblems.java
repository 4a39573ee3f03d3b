package io.bactrian.site;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.exchange.Backoff;
import io.bactrian.exchange.StreamHolds;
import io.bactrian.route.Outages;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Outages, faults and streams on hold of a site, and its partners' versions. While the site runs in
 * this process, they are written to a file for other processes; otherwise they are read from it.
 * Thread-safe.
 */
final class SiteProblems {
  private final SiteFolder folder;
  private final Outages outages;
  private final StreamHolds holds;
  private final Health health;
  private final TriggerDrift drift;
  private final Map<String, String> answered = new ConcurrentHashMap<>();
  private final Map<String, Integer> schemas = new ConcurrentHashMap<>();
  private Supplier<Map<String, List<String>>> figures = Map::of;
  private Supplier<Map<String, Instant>> silence = Map::of;
  private List<String> partners = List.of();
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

  /** Records the version of the schema that a changeset of a partner names; 0 for none. */
  void noteSchema(String partner, int schema) {
    Integer before = schemas.put(partner, schema);
    if (before == null || before != schema) {
      writeState();
    }
  }

  /** The version that a partner's last changeset named; 0 when that is not known. */
  int schema(String partner) {
    Integer noted = schemas.get(partner);
    return noted == null ? RunningState.read(folder).schemas().getOrDefault(partner, 0) : noted;
  }

  /**
   * Called when a runner starts: from now on this process writes the file.
   *
   * @param slowest slowest steps of the streams, by partner
   * @param silent since when a partner is silent that should not be, by partner
   * @param with the partners with which it exchanges
   */
  synchronized void begin(
      Supplier<Map<String, List<String>>> slowest,
      Supplier<Map<String, Instant>> silent,
      List<String> with) {
    figures = slowest;
    silence = silent;
    partners = with;
    RunningState before = RunningState.read(folder);
    holds.restore(before.holds());
    schemas.putAll(before.schemas());
    drift.restore(before.altered());
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
            schemas,
            figures.get(),
            drift.now(),
            silence.get(),
            partners)
        : RunningState.read(folder).fromOutside();
  }

  private synchronized void writeState() {
    if (running) {
      now().write(folder);
    }
  }
}
