package io.bactrian.apply;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What of a batch is yet to be taken, in portions that can be held together. For one thread. */
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

  /** The next portion is taken. */
  void taken() {
    open.removeFirst();
  }

  /** The next portion can't be held together: two stand in its place. */
  void cut(int at) {
    List<T> portion = open.removeFirst();
    open.addFirst(portion.subList(at, portion.size()));
    open.addFirst(portion.subList(0, at));
  }
}
