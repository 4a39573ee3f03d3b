package io.bactrian.convergence;

import io.bactrian.apply.OutboxRecord.VerdictFor;
import io.bactrian.exchange.Manifest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/** One installation: its stores, which survive its processes, and its current process. */
final class SimulatedSite {
  final MemorySite database;
  final Fate fate = new Fate();
  final SkewedClock clock = new SkewedClock();
  private final World world;
  MemoryStore store = new MemoryStore();
  Process process;

  /** Broken: what partners were told that is applied, and what was delivered once. */
  final Map<String, Long> told = new HashMap<>();

  private int ids;

  /** A clock that goes as it likes. */
  static final class SkewedClock extends Clock {
    private Instant now = Instant.EPOCH;

    void move(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  SimulatedSite(MemorySite database, World world) {
    this.database = database;
    this.world = world;
  }

  String id() {
    return database.id;
  }

  boolean isHub() {
    return id().equals("hq");
  }

  /** Never the same twice, however often the site is restored. */
  String nextId() {
    return id() + "-" + ++ids;
  }

  /** A new process finds what is durable. */
  void start() {
    fate.reborn();
    process = new Process(this, world);
  }

  /** What can't be taken back is looked at as it happens. */
  void sent(Manifest manifest) {
    if (world.trusts(id(), manifest.partner())) {
      world.ledger().sent(id(), manifest.partner(), manifest.number(), manifest.hash());
    }
  }

  /** Contents may go when the partner has committed them. */
  void dropped(String partner, long through) {
    long applied = world.applied(partner, id());
    Ledger.require(
        !world.trusts(id(), partner) || through <= applied,
        "%s drops #%d for %s, which has applied #%d",
        id(),
        through,
        partner,
        applied);
  }

  /** What capture will compare with the log is still there. */
  void judged(String transaction) {
    for (MemoryLog.Out out : database.outbox) {
      if (out.transaction().equals(transaction) && out.record() instanceof VerdictFor verdict) {
        Ledger.require(
            verdict.judgedAt() >= store.first - 1 || world.ledger().wasRestored(id()),
            "%s has purged position %d, a judgement is as of %d",
            id(),
            store.first - 1,
            verdict.judgedAt());
      }
    }
  }

  /** The log may go when every partner has committed it, and no repeat can ask for it. */
  void purged(long position) {
    for (String partner : world.partners(id())) {
      if (!world.trusts(id(), partner)) {
        continue;
      }
      Manifest manifest =
          store.manifests.get(MemoryStore.id(partner, world.applied(partner, id())));
      long confirmed = manifest == null ? 0 : manifest.through();
      if (!isHub()) {
        confirmed = Math.min(confirmed, database.streams.get(partner).acknowledgedPosition());
      }
      Ledger.require(
          position <= confirmed,
          "%s purges position %d, %s has confirmed %d",
          id(),
          position,
          partner,
          confirmed);
    }
  }
}
