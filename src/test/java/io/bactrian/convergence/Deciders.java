package io.bactrian.convergence;

import io.bactrian.apply.ConflictCounts;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.Resolution;
import io.bactrian.apply.Wait;
import io.bactrian.changeset.RowId;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Simulates people who decide open conflicts and parked rows, late and either way, and the
 * automatic retries.
 */
final class Deciders {
  private final History history;
  private static final int PATIENT = 3;

  private final Random random;
  private int held;

  Deciders(History history, Random random) {
    this.history = history;
    this.random = random;
  }

  void retry(SimulatedSite spoke, SimulatedSite at) {
    String partner = at.isHub() ? spoke.id() : "hq";
    history.tell(() -> at.id() + " tries again what waits");
    history.at(at, () -> at.process.decide((appliers, tx) -> appliers.retry(partner, tx)));
    history.at(at, at.process::retryDeferred);
  }

  /** One changeset alone may be more than a limit. */
  private void raiseLimits() {
    history.tell(() -> "hq starts with other limits");
    history.world.limits().set(history.world.scarcity().plenty());
    history.hub.start();
  }

  /** Makes room: the records are as in an archive, and count no more. */
  private void purgeConflicts(SimulatedSite spoke) {
    ConflictCounts all = new ConflictCounts(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
    history.tell(() -> "hq archives conflicts with " + spoke.id());
    history.at(
        history.hub,
        () ->
            history.hub.process.decide(
                (appliers, tx) -> {
                  ConflictCounts.minus(tx, spoke.id(), all);
                  tx.commit();
                }));
  }

  void settle() {
    SimulatedSite hub = history.hub;
    List<Wait> waits =
        hub.database.waits.stream().filter(wait -> wait.kind() == Wait.Kind.PARKED).toList();
    if (waits.isEmpty()) {
      return;
    }
    Wait wait = waits.get(random.nextInt(waits.size()));
    boolean accept = random.nextBoolean();
    RowId row = new RowId(wait.table(), wait.key());
    history.tell(() -> "hq settles " + row.key().get(0) + " of " + wait.stream() + ": " + accept);
    history.at(
        hub,
        () ->
            hub.process.decide((appliers, tx) -> appliers.settle(wait.stream(), row, accept, tx)));
  }

  void resolve() {
    SimulatedSite hub = history.hub;
    List<ConflictRecord> conflicts =
        hub.store.conflicts.values().stream()
            .sorted(Comparator.comparing(ConflictRecord::id))
            .toList();
    if (conflicts.isEmpty() || history.world.rules().adds()) {
      return;
    }
    ConflictRecord record = conflicts.get(random.nextInt(conflicts.size()));
    Resolution choice = random.nextBoolean() ? Resolution.ours() : Resolution.theirs();
    history.tell(() -> "hq resolves " + record.id());
    try {
      history.at(hub, () -> hub.process.decide((appliers, tx) -> choice.apply(tx, record)));
    } catch (Resolution.RefusedException refused) {
      history.tell(() -> "hq can't resolve");
    }
  }

  /** Whether nothing waits; else lets somebody decide, or what waits try again. */
  boolean quiet() {
    boolean waits =
        history.all().stream()
            .anyMatch(site -> !Sites.waiting(site.database).isEmpty() || site.process.holds());
    for (int tries = 0; tries < 50 && !Sites.waiting(history.hub.database).isEmpty(); tries++) {
      settle();
    }
    held = history.hub.process.holds() ? held + 1 : 0;
    if (held > PATIENT) {
      raiseLimits();
    }
    if (waits) {
      for (SimulatedSite spoke : history.spokes) {
        if (history.hub.process.holds()) {
          purgeConflicts(spoke);
        }
        retry(spoke, history.hub);
        retry(spoke, spoke);
      }
    }
    return !waits;
  }
}
