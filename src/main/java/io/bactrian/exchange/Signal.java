package io.bactrian.exchange;

/** Counts events that others wait for. Thread-safe. */
public final class Signal {
  private long count;
  private boolean closed;

  public synchronized long count() {
    return count;
  }

  public synchronized void raise() {
    count++;
    notifyAll();
  }

  /** Lets everyone go, now and later: the site stops. */
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** Waits until the count is beyond {@code seen}; false after {@code millis} or when closed. */
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
