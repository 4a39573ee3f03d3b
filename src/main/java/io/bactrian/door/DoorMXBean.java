package io.bactrian.door;

/** The hub's door for HTTP, as JMX shows it. Counts begin with the process. */
public interface DoorMXBean {
  /** Open connections, strangers' included. */
  int getConnections();

  /** Partners whose question waits for something to answer. */
  int getWaiting();

  /** Requests that came from no partner. */
  long getRefused();

  /** Connections closed for being too many or too slow. */
  long getCut();
}
