package io.bactrian.convergence;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.StreamState;
import io.bactrian.capture.Outbox;
import io.bactrian.changelog.Head;
import io.bactrian.recovery.Repair;
import java.util.Set;

/** The repair of a {@link MemorySite}, in one transaction that may die at any call of it. */
final class MemoryRepair implements Repair {
  private final MemorySite site;
  private final Fate fate;
  private final MemoryTransaction memory;
  private final ApplyTransaction tx;
  private final Breakage broken;
  private Head captured;

  MemoryRepair(MemorySite site, Fate fate, Breakage broken) {
    this.broken = broken;
    this.site = site;
    this.fate = fate;
    memory = site.begin();
    tx = new Dying(broken.around(memory, site), fate, () -> site.captured = captured);
  }

  @Override
  public ApplyTransaction transaction() {
    return tx;
  }

  @Override
  public Outbox.Batch uncaptured() {
    return new MemoryOutbox(site, fate).read(0, conflict -> {});
  }

  @Override
  public void captured(Set<String> transactions) {
    if (broken != Breakage.CAPTURE_AGAIN) {
      memory.forget(out -> transactions.contains(out.transaction()));
    }
  }

  @Override
  public void forgetRecorded() {
    String mine = site.open;
    memory.forget(out -> out.transaction().equals(mine) && out.change() != null);
  }

  @Override
  public void set(StreamState state) {
    memory.set(
        broken == Breakage.BETWEEN_INCARNATIONS && state.awaitsRestart()
            ? state.appliedThrough(state.number())
            : state);
  }

  @Override
  public void commit(Head head) {
    captured = head;
    tx.commit();
  }

  @Override
  public void close() {
    tx.close();
  }
}
