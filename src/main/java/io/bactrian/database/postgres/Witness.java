package io.bactrian.database.postgres;

/** Says what the server does for a connection that hears nothing of it. Thread-safe. */
interface Witness {
  /** May take a few seconds. */
  Patience.Session look();

  /**
   * Ends what is left of the session at the server, so that its locks go.
   *
   * @return false when the server can't be reached
   */
  boolean end();
}
