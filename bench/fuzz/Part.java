package fuzz;

import java.util.Random;

/** One way of asking for trouble. For one thread. */
interface Part {
  String name();

  /**
   * Tries something that depends on the random numbers alone, as far as the other side lets it.
   *
   * @return how many inputs that were
   */
  int step(Random random) throws Exception;

  /** A few words for the line of each minute. */
  String progress();
}
