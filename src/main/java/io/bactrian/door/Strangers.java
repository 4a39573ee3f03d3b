package io.bactrian.door;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts requests that are not authenticated as a partner's, and logs them from time to time,
 * without anything that they contain. Confined to the event loop; the count may be read by any
 * thread.
 */
final class Strangers {
  private static final Logger LOG = LoggerFactory.getLogger(Door.class);

  private final Vertx vertx;
  private final Duration pause;
  private final AtomicLong all = new AtomicLong();
  private long unlogged;
  private boolean resting;

  /**
   * @param pause between two lines in the log
   */
  Strangers(Vertx vertx, Duration pause) {
    this.vertx = vertx;
    this.pause = pause;
  }

  long count() {
    return all.get();
  }

  void refused() {
    all.incrementAndGet();
    unlogged++;
    if (!resting) {
      log();
    }
  }

  private void log() {
    resting = unlogged > 0;
    if (!resting) {
      return;
    }
    LOG.warn(
        "Refused over HTTP: {} that named no partner of this site or lacked that partner's token. Nothing was read. If a partner of yours is among them: declare `partner.<id>.system` here, and the same `partner.<id>.token` on both sides.",
        unlogged == 1 ? "1 request" : unlogged + " requests");
    unlogged = 0;
    vertx.setTimer(pause.toMillis(), timer -> log());
  }
}
