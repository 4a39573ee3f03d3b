package io.bactrian.route;

import java.util.ArrayList;
import java.util.List;

/**
 * The step of the route {@code retry-waiting}: retries parked and deferred rows of every partner.
 * Thread-safe.
 */
public final class WaitingRows {
  private final List<Runnable> retries;

  public WaitingRows(List<Runnable> retries) {
    this.retries = List.copyOf(retries);
  }

  /** Retries all partners, even if some fail; then throws the last failure. */
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
