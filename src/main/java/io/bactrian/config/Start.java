package io.bactrian.config;

/** How a hub's stream to a spoke starts that has never got anything. */
public enum Start {
  /** With the first entry of the log. */
  LOG,
  /** At the first contact, with a load; the log keeps nothing for the spoke before. */
  LOAD,
  /**
   * At the first contact, without a load: both have the same rows. They are compared, and nothing
   * is written.
   */
  EQUAL
}
