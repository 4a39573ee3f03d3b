package io.bactrian.door;

/** The hub's HTTP server in JMX. Counts start with the process. */
public interface DoorMXBean {
  /** Open connections, strangers' included. */
  int getConnections();

  /** Partners with a waiting request (long poll). */
  int getWaiting();

  /** Requests that were not authenticated as a partner's. */
  long getRefused();

  /** Connections closed for being too many or too slow. */
  long getCut();
}
