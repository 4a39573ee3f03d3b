package io.bactrian.cli;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ctrl-C or SIGTERM as an event. Not a shutdown hook: hooks of the JVM run all at once, and those of
 * a database in this process would close it while the site still works. The second signal ends the
 * process at once. Thread-safe.
 */
final class StopSignal {
  /** As a shell tells that a program was interrupted. */
  static final int INTERRUPTED = 130;

  private final CountDownLatch asked = new CountDownLatch(1);

  private StopSignal() {}

  /**
   * Listens from now on.
   *
   * @param then done once, on a thread of its own
   */
  static StopSignal listen(Runnable then) {
    StopSignal stop = new StopSignal();
    for (String name : List.of("INT", "TERM")) {
      Signal.handle(
          new Signal(name),
          signal -> {
            Signal.handle(signal, SignalHandler.SIG_DFL);
            stop.asked.countDown();
            then.run();
          });
    }
    return stop;
  }

  static StopSignal listen() {
    return listen(() -> {});
  }

  boolean asked() {
    return asked.getCount() == 0;
  }

  void await() throws InterruptedException {
    asked.await();
  }

  /** Waits for it no longer than this; whether it came. */
  boolean await(long seconds) throws InterruptedException {
    return asked.await(seconds, TimeUnit.SECONDS);
  }
}
