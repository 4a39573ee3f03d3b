package io.bactrian.door;

import io.vertx.core.http.HttpConnection;
import java.util.function.LongSupplier;

/** A connection, and until when something must move on it. One event loop. */
final class Guest {
  private final HttpConnection connection;
  private final LongSupplier nanos;
  private final long idle;
  private final long leastRate;
  private String partner;
  private boolean busy;
  private boolean bounded;
  private long deadline;
  private boolean receiving;
  private long begun;
  private long received;

  /**
   * @param nanos the time
   * @param head nanoseconds for the head of the first request
   * @param idle nanoseconds without a move later
   * @param leastRate bytes of a body in a second
   */
  Guest(HttpConnection connection, LongSupplier nanos, long head, long idle, long leastRate) {
    this.connection = connection;
    this.nanos = nanos;
    this.idle = idle;
    this.leastRate = leastRate;
    within(head);
  }

  /** Null for a stranger. */
  String partner() {
    return partner;
  }

  void belongsTo(String known) {
    partner = known;
  }

  boolean isBusy() {
    return busy;
  }

  /** A request has come; the time that we take does not count. */
  void work() {
    busy = true;
    bounded = false;
    receiving = false;
  }

  /** Its answer is given: the next one may come. */
  void rest() {
    busy = false;
    receiving = false;
    within(idle);
  }

  /** From now on its body comes. */
  void receives() {
    receiving = true;
    begun = nanos.getAsLong();
    received = 0;
    within(idle);
  }

  void received(int bytes) {
    received += bytes;
    within(idle);
  }

  /** It is its turn to read or to send; else it is ours. */
  void itsTurn(boolean its) {
    if (its) {
      within(idle);
    } else {
      bounded = false;
    }
  }

  private void within(long time) {
    bounded = true;
    deadline = nanos.getAsLong() + time;
  }

  /** Whether it has been too slow. */
  boolean isLate(long now) {
    if (!bounded) {
      return false;
    }
    long lasts = now - begun;
    boolean slow = receiving && lasts > idle && received < leastRate * (lasts / 1e9);
    return slow || now - deadline >= 0;
  }

  void close() {
    connection.close();
  }
}
