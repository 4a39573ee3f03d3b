package io.bactrian.convergence;

/**
 * Decides when the process of a site dies. Every durable step, and every call of an applier's
 * transaction, is a numbered point. The process may die before the step, or after it and before the
 * call returns. A dead process writes to no store, not even from a {@code finally}.
 */
final class Fate {
  private int left = -1;
  private boolean dead;
  private String where;

  /** Called at each point while alive: others may do something there. */
  Runnable meanwhile = () -> {};

  /** The end of a process; no code of the product catches it. */
  static final class Died extends Error {
    private static final long serialVersionUID = 1;

    Died() {
      super("died", null, false, false);
    }
  }

  /** The process dies at the point after so many. */
  void dieAfter(int points) {
    left = points;
  }

  void live() {
    left = -1;
  }

  /** A new process. */
  void reborn() {
    dead = false;
    left = -1;
  }

  boolean dead() {
    return dead;
  }

  /** Where the last process died. */
  String where() {
    return where;
  }

  void point(String name) {
    if (dead) {
      throw new Died();
    }
    if (left >= 0 && left-- == 0) {
      dead = true;
      where = name;
      throw new Died();
    }
    meanwhile.run();
  }

  void step(String name, Runnable durable) {
    point("before: " + name);
    durable.run();
    point("after: " + name);
  }
}
