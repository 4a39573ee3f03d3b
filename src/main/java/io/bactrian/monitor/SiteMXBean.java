package io.bactrian.monitor;

import java.util.List;

/** A site as a whole, under {@code io.bactrian:type=Site,site=…}. */
public interface SiteMXBean {
  /** Last position of the changelog. */
  long getPosition();

  /** Whether changes wait in the outbox. If it stays true, capture does not work. */
  boolean isOutboxWaiting();

  /** Conflicts that wait for a person. */
  long getOpenConflicts();

  /**
   * What fails at the moment, since when, how often, and when it is tried again; empty when all is
   * well. Answers even when the stores do not.
   */
  List<String> getOutages();

  /**
   * Faults of triggers and tables, a sentence each, found by the last check ({@code
   * health.interval}); empty when all is well. Answers even when the stores do not.
   */
  List<String> getFaults();
}
