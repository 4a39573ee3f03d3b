package io.bactrian.exchange;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Counts events, and calls listeners for each. Thread-safe. */
public final class Signal {
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private long count;

  public synchronized long count() {
    return count;
  }

  public void raise() {
    synchronized (this) {
      count++;
    }
    listeners.forEach(Runnable::run);
  }

  /** Adds a listener that runs after each event, in the thread that raised it: it must be quick. */
  public void listen(Runnable listener) {
    listeners.add(listener);
  }

  public void forget(Runnable listener) {
    listeners.remove(listener);
  }
}
