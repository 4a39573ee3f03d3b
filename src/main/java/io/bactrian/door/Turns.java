package io.bactrian.door;

import java.util.ArrayDeque;
import java.util.Queue;

/** So many at a time; the others in the order in which they came. One event loop. */
final class Turns {
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int free;

  Turns(int free) {
    this.free = free;
  }

  /** Runs it when it is its turn; it gives the turn back by {@link #give}. */
  void take(Runnable work) {
    if (free == 0) {
      waiting.add(work);
    } else {
      free--;
      work.run();
    }
  }

  void give() {
    Runnable next = waiting.poll();
    if (next == null) {
      free++;
    } else {
      next.run();
    }
  }
}
