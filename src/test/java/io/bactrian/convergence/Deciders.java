package io.bactrian.convergence;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.Resolution;
import io.bactrian.apply.Wait;
import io.bactrian.changeset.RowId;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** People who decide what waits, late and either way, and what is tried again by itself. */
final class Deciders {
  private final History history;
  private final Random random;

  Deciders(History history, Random random) {
    this.history = history;
    this.random = random;
  }

  void retry(SimulatedSite spoke, SimulatedSite at) {
    String partner = at.isHub() ? spoke.id() : "hq";
    history.tell(() -> at.id() + " tries again what waits");
    history.at(at, () -> at.process.decide((appliers, tx) -> appliers.retry(partner, tx)));
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
    boolean waits = history.all().stream().anyMatch(site -> !site.database.waits.isEmpty());
    for (int tries = 0; tries < 50 && !history.hub.database.waits.isEmpty(); tries++) {
      settle();
    }
    if (waits) {
      for (SimulatedSite spoke : history.spokes) {
        retry(spoke, history.hub);
        retry(spoke, spoke);
      }
    }
    return !waits;
  }
}
