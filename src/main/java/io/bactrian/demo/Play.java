package io.bactrian.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * What the {@link Scenario} asks of the three running sites {@code hq}, {@code c1} and {@code c2}.
 * Called by one thread. Nothing moves between sites but within {@link #exchange}: only so can two
 * sites change the same before they hear of each other.
 */
public interface Play {

  /** A user's connection to a site's database, in auto-commit; the caller closes it. */
  Connection connect(String site) throws SQLException;

  /**
   * Lets the sites exchange until all is quiet: everything committed at any site is captured,
   * delivered, applied and answered for, both ways; nothing is held or awaited but for what is
   * parked.
   *
   * @param left told now and then how many changes are still to be applied somewhere
   * @return changes that were applied meanwhile, at all sites together
   * @throws io.bactrian.problem.ProblemException when it does not get quiet in time, saying what is
   *     still under way
   */
  long exchange(LongConsumer left);

  /** The next file from hq to c2 that {@link #exchange} would deliver is removed unread. */
  void loseNextFile();

  /** The file that c2 read last is put into its drop folder once more, under another name. */
  void deliverLastFileAgain();

  /**
   * Decides at hq what waits for a person.
   *
   * @param what the one open {@code manual} conflict, or the one parked change
   * @param theirs true: the shop's change is to hold (a parked one is tried again); false: head
   *     office's
   * @throws io.bactrian.problem.ProblemException unless exactly one such is open
   */
  void decide(Open what, boolean theirs);

  /** What waits for a person. */
  enum Open {
    CONFLICT,
    PARKED
  }

  /** How many of them are open at hq. */
  int open(Open what);

  /**
   * Changes that each site has sent to others so far, by site, in the order they are to be told.
   */
  Map<String, Long> changesSent();

  /** Conflicts recorded at hq so far, by the name of the rule that decided. */
  Map<String, Long> conflictsByRule();

  /** Compares the three sites as they are now; called when all is quiet. */
  Comparison.Result compare();
}
