package io.bactrian.convergence;

import io.bactrian.apply.ApplyTransaction;

/** A transaction whose process may die at any call. */
final class Dying extends Forwarding {
  private final Fate fate;
  private final Runnable committed;

  Dying(ApplyTransaction tx, Fate fate, Runnable committed) {
    super(tx);
    this.fate = fate;
    this.committed = committed;
  }

  @Override
  void step() {
    fate.point("a call of the applier's transaction");
  }

  @Override
  public void commit() {
    fate.step(
        "applier's transaction committed",
        () -> {
          tx.commit();
          committed.run();
        });
  }
}
