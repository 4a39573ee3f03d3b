package io.bactrian.door;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A counting semaphore that blocks no thread; first come, first served. Confined to the event loop.
 */
final class Slots {
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int free;

  Slots(int free) {
    this.free = free;
  }

  /** Runs this once a slot is free; {@link #release} frees it again. */
  void acquire(Runnable work) {
    if (free == 0) {
      waiting.add(work);
    } else {
      free--;
      work.run();
    }
  }

  void release() {
    Runnable next = waiting.poll();
    if (next == null) {
      free++;
    } else {
      next.run();
    }
  }
}
