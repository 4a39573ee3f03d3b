package io.bactrian.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import sun.misc.Signal;

/**
 * Ctrl-C or SIGTERM as an event. Not a shutdown hook: hooks of the JVM run all at once, and those
 * of a database in this process would close it while the site still works. A second signal ends the
 * process at once, unless it comes with the first, as from a wrapper that passes it on.
 * Thread-safe.
 */
final class StopSignal {
  /** Exit code by which a shell reports that a program was interrupted. */
  static final int INTERRUPTED = 130;

  private static final long IMPATIENCE = TimeUnit.SECONDS.toNanos(2);

  private final AtomicLong since = new AtomicLong();
  private final CountDownLatch asked = new CountDownLatch(1);

  private StopSignal() {}

  /**
   * Installs the handlers.
   *
   * @param then called once, on a thread of its own
   */
  static StopSignal listen(Runnable then) {
    StopSignal stop = new StopSignal();
    for (String name : List.of("INT", "TERM")) {
      Signal.handle(new Signal(name), signal -> stop.received(then));
    }
    return stop;
  }

  private void received(Runnable then) {
    if (since.compareAndSet(0, System.nanoTime() | 1)) {
      asked.countDown();
      then.run();
    } else if (System.nanoTime() - since.get() > IMPATIENCE) {
      Runtime.getRuntime().halt(INTERRUPTED);
    }
  }

  static StopSignal listen() {
    return listen(() -> {});
  }

  boolean asked() {
    return asked.getCount() == 0;
  }

  /** Waits for the signal, at most this long; returns whether it came. */
  boolean await(Duration most) throws InterruptedException {
    return asked.await(most.toNanos(), TimeUnit.NANOSECONDS);
  }
}
