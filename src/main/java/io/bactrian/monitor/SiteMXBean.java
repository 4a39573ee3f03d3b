package io.bactrian.monitor;

import java.util.List;

/** A site as a whole, under {@code io.bactrian:type=Site,site=…}. */
public interface SiteMXBean {
  /** Last position of the changelog. */
  long getPosition();

  /** Whether changes wait in the outbox; true for long: capture stands still. */
  boolean isOutboxWaiting();

  /** Conflicts that wait for a person. */
  long getOpenConflicts();

  /**
   * What fails at the moment, since when, how often, and when it is tried again; empty when all is
   * well. Answers even when the stores do not.
   */
  List<String> getOutages();

  /**
   * What is wrong with triggers and tables, a sentence each, as last looked at ({@code
   * health.interval}); empty when all is well. Answers even when the stores do not.
   */
  List<String> getFaults();
}
