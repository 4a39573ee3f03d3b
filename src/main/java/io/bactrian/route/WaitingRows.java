package io.bactrian.route;

import java.util.ArrayList;
import java.util.List;

/** Tries again what waits, for every partner: one step of {@code retry-waiting}. Thread-safe. */
public final class WaitingRows {
  private final List<Runnable> retries;

  public WaitingRows(List<Runnable> retries) {
    this.retries = List.copyOf(retries);
  }

  /** One partner's failure does not keep the others from being tried; the last one is thrown. */
  public void retry() {
    List<RuntimeException> failures = new ArrayList<>();
    for (Runnable retry : retries) {
      try {
        retry.run();
      } catch (RuntimeException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw failures.get(failures.size() - 1);
    }
  }
}
