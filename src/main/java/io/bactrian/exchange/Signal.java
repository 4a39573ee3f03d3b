package io.bactrian.exchange;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Counts events; threads can wait for the next one, and listeners are called for each. Thread-safe.
 */
public final class Signal {
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private long count;
  private boolean closed;

  public synchronized long count() {
    return count;
  }

  public void raise() {
    synchronized (this) {
      count++;
      notifyAll();
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

  /** Ends all waits, now and later, because the site stops. */
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  /**
   * Waits until the count exceeds {@code seen}; false after {@code millis} milliseconds, or when
   * closed.
   */
  public synchronized boolean awaitBeyond(long seen, long millis) throws InterruptedException {
    long deadline = System.nanoTime() + millis * 1_000_000;
    while (count <= seen && !closed) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return count > seen;
  }
}
