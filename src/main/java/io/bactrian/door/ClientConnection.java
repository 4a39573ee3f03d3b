package io.bactrian.door;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.function.LongSupplier;

/** A client's connection and its idle timer. Confined to the event loop. */
final class ClientConnection {
  private final HttpConnection connection;
  private final LongSupplier nanos;
  private final long idle;
  private final long leastRate;
  private String partner;
  private boolean requestInProgress;
  private boolean timed;
  private long deadline;
  private boolean receivingBody;
  private long bodyStart;
  private long bodyBytes;
  private long paused;

  /**
   * @param nanos the time
   * @param head nanoseconds for the head of the first request
   * @param idle nanoseconds that it may be idle after that
   * @param leastRate bytes of a body in a second
   */
  ClientConnection(
      HttpConnection connection, LongSupplier nanos, long head, long idle, long leastRate) {
    this.connection = connection;
    this.nanos = nanos;
    this.idle = idle;
    this.leastRate = leastRate;
    setDeadline(head);
  }

  /** The partner; null while it is not authenticated. */
  String partner() {
    return partner;
  }

  void authenticatedAs(String sender) {
    partner = sender;
  }

  boolean hasRequest() {
    return requestInProgress;
  }

  /** Records that a request has arrived; its processing does not count as idle time. */
  void requestBegan() {
    requestInProgress = true;
    receivingBody = false;
    stopIdleTimer();
  }

  /** Records that its response is sent; the client may now be idle until its next request. */
  void requestEnded() {
    requestInProgress = false;
    receivingBody = false;
    setDeadline(idle);
  }

  /** Starts to measure the rate of its body. */
  void bodyBegan() {
    receivingBody = true;
    bodyStart = nanos.getAsLong();
    bodyBytes = 0;
    setDeadline(idle);
  }

  void bodyReceived(int bytes) {
    bodyBytes += bytes;
    setDeadline(idle);
  }

  /** Starts the idle timer: the client has to send or read now. */
  void startIdleTimer() {
    if (!timed) {
      bodyStart += nanos.getAsLong() - paused; // we made it wait: its rate is not less for that
    }
    setDeadline(idle);
  }

  /** Stops the idle timer: the hub is busy, not the client. */
  void stopIdleTimer() {
    paused = nanos.getAsLong();
    timed = false;
  }

  private void setDeadline(long time) {
    timed = true;
    deadline = nanos.getAsLong() + time;
  }

  /** Whether the client has been idle, or its body slow, for too long. */
  boolean isOverdue(long now) {
    if (!timed) {
      return false;
    }
    long lasts = now - bodyStart;
    boolean slow = receivingBody && lasts > idle && bodyBytes < leastRate * (lasts / 1e9);
    return slow || now - deadline >= 0;
  }

  void abort() {
    abort(connection);
  }

  /**
   * Closes it at once, without Vert.x's handler, which first writes pending data and so never
   * closes a connection whose client does not read.
   */
  static void abort(HttpConnection connection) {
    ((ConnectionBase) connection).channelHandlerContext().close();
  }
}
