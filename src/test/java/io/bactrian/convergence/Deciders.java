package io.bactrian.convergence;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.ConflictCounts;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.Resolution;
import io.bactrian.apply.Reversal;
import io.bactrian.apply.Wait;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Simulates people who decide open conflicts and parked rows, late and either way, undo what rules
 * and people decided, and the automatic retries.
 */
final class Deciders {
  private final History history;
  private static final int PATIENT = 3;

  /** Every so many decisions one is undone; of sums most are. */
  private static final int UNDONE = 3;

  /** About as many calls and steps are one undoing. */
  private static final int CALLS = 10;

  private final Random random;
  private final Map<String, Done> done = new HashMap<>();
  final DecidedSums sums = new DecidedSums();
  private int asked;
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

  /** Where numbers are added up, several at once: only what is undone twice can go wrong there. */
  void resolve() {
    for (int n = history.world.rules().adds() ? 1 + random.nextInt(4) : 1; n > 0; n--) {
      resolveOne();
    }
  }

  private void resolveOne() {
    SimulatedSite site = whereAsked();
    List<ConflictRecord> conflicts = conflicts(site);
    if (conflicts.isEmpty()) {
      return;
    }
    ConflictRecord record = conflicts.get(random.nextInt(conflicts.size()));
    boolean ours = random.nextBoolean();
    boolean undo = ++asked % UNDONE == 0 || history.world.rules().adds() && random.nextInt(4) > 0;
    if (undo && random.nextInt(3) == 0) {
      site.fate.dieAfter(random.nextInt(CALLS));
    }
    if (!decided(site, record, ours, undo)) { // the person sees that it is not in the record
      decided(site, record, ours, undo);
    }
  }

  /** False when the process died. */
  private boolean decided(SimulatedSite site, ConflictRecord record, boolean ours, boolean undo) {
    history.tell(() -> site.id() + (undo ? " undoes " : " resolves ") + record.id());
    try {
      return history.at(
          site,
          () ->
              site.process.decide(
                  (appliers, tx) -> {
                    if (undo) {
                      undo(site.id(), record, ours, tx);
                    } else {
                      Resolution choice = ours ? Resolution.ours() : Resolution.theirs();
                      resolve(site.id(), record, choice, tx);
                    }
                  }));
    } catch (Resolution.RefusedException refused) {
      history.tell(() -> site.id() + " can't resolve");
      return true;
    }
  }

  /** One after the other of the sites at which people are asked; else the hub. */
  private SimulatedSite whereAsked() {
    List<SimulatedSite> there =
        history.spokes.stream().filter(spoke -> !conflicts(spoke).isEmpty()).toList();
    int turn = asked % (there.size() + 1);
    return turn == 0 ? history.hub : there.get(turn - 1);
  }

  private List<ConflictRecord> conflicts(SimulatedSite site) {
    return site.store.conflicts.values().stream()
        .filter(record -> site.isHub() || record.decision().open())
        .sorted(Comparator.comparing(ConflictRecord::id))
        .toList();
  }

  /** A row as somebody's decision met it and left it, and which one of the conflict it was. */
  private record Done(int number, Row before, Row after) {}

  private void resolve(String site, ConflictRecord record, Resolution choice, ApplyTransaction tx) {
    Row before = row(record, tx);
    sums.chooses(history.site(site).database.open, record);
    choice.plan(record, before).ifPresent(write -> Resolution.write(tx, record, write, "open"));
    commit(site, record, before, tx);
  }

  /** Also undoes what was undone. */
  private void undo(String site, ConflictRecord record, boolean anyway, ApplyTransaction tx) {
    Done last = done.get(site + record.id());
    Reversal reversal =
        last == null ? Reversal.ofRule(record) : Reversal.of(record, last.before(), last.after());
    Row before = row(record, tx);
    if (record.key() == null || reversal.isVoid()) {
      return;
    }
    Reversal.Plan plan = reversal.plan(before);
    Optional<DecidedSums.Left> left = DecidedSums.left(tx, record);
    if (left.isPresent() && left.get().note().sequence() == number(site, record)) {
      record(site, record, left.get().before(), left.get().after());
    } else if (!plan.moved() || anyway) {
      left.ifPresent(old -> tx.remove(old.note())); // it was recorded before its process died
      plan.write().ifPresent(write -> Resolution.write(tx, record, write, "decided"));
      sums.undoes(history.site(site).database.open, record);
      tx.put(DecidedSums.note(record, number(site, record), before, read(record, tx)));
      commit(site, record, before, tx);
    }
  }

  private static Row row(ConflictRecord record, ApplyTransaction tx) {
    Key key = record.key();
    return key == null ? null : tx.loadAndLock(record.conflict().table(), Set.of(key)).get(key);
  }

  private void commit(String site, ConflictRecord record, Row before, ApplyTransaction tx) {
    Row after = read(record, tx);
    tx.commit();
    record(site, record, before, after);
  }

  private static Row read(ConflictRecord record, ApplyTransaction tx) {
    Key key = record.key();
    return key == null ? null : tx.read(record.conflict().table(), Set.of(key)).get(key);
  }

  /** What a process that dies before this has done is known by its note alone. */
  private void record(String site, ConflictRecord record, Row before, Row after) {
    done.put(site + record.id(), new Done(number(site, record) + 1, before, after));
  }

  /** How many decisions about it are recorded. */
  private int number(String site, ConflictRecord record) {
    Done last = done.get(site + record.id());
    return last == null ? 0 : last.number();
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
