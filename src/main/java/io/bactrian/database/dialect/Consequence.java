package io.bactrian.database.dialect;

/** What follows when the database refuses a write. */
public enum Consequence {
  /** The row waits (parked at the hub, deferred at a spoke); everything else is applied. */
  PARKS,

  /** As {@link #PARKS} when code of the application raised it, otherwise {@link #RETRIES}. */
  PARKS_IF_RAISED,

  /** The whole changeset is rolled back and tried again until it works. */
  RETRIES
}
