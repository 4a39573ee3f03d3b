package io.bactrian.apply;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The part of a batch that is not written yet, divided into portions that fit in memory. For one
 * thread.
 */
final class Portions<T> {
  private final Deque<List<T>> open = new ArrayDeque<>();

  Portions(List<T> all) {
    if (!all.isEmpty()) {
      open.add(all);
    }
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  List<T> next() {
    return open.getFirst();
  }

  /** Removes the next portion, which is written. */
  void taken() {
    open.removeFirst();
  }

  /** Splits the next portion in two, because it does not fit in memory. */
  void cut(int at) {
    List<T> portion = open.removeFirst();
    open.addFirst(portion.subList(at, portion.size()));
    open.addFirst(portion.subList(0, at));
  }
}
