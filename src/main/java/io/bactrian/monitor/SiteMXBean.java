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
   * For whom the changelog is kept, and how much, a line each, those that hold most back first;
   * empty when all of it may be purged.
   */
  List<String> getKeptFor();

  /**
   * What fails at the moment, since when, how often, and when it is tried again; empty when all is
   * well. Answers even when the stores do not.
   */
  List<String> getOutages();

  /**
   * Since when the site's database or the MongoDB of its changelog has not answered, a line each;
   * empty when both do. Counts from the first failure, not from the last answer.
   */
  List<String> getSilentStores();

  /**
   * Faults of triggers and tables, a sentence each, found by the last check ({@code
   * health.interval}); empty when all is well. Answers even when the stores do not.
   */
  List<String> getFaults();
}
