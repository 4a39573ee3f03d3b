package io.bactrian.door;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts requests that come from no partner, and tells of them once in a while, with nothing in it
 * that a stranger has said. One event loop; the count may be read by anyone.
 */
final class Strangers {
  private static final Logger LOG = LoggerFactory.getLogger(Door.class);

  private final Vertx vertx;
  private final Duration pause;
  private final AtomicLong all = new AtomicLong();
  private long untold;
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
    untold++;
    if (!resting) {
      tell();
    }
  }

  private void tell() {
    resting = untold > 0;
    if (!resting) {
      return;
    }
    LOG.warn(
        "Refused over HTTP: {} that named no partner of this site or lacked that partner's token. Nothing was read. If a partner of yours is among them: declare `partner.<id>.system` here, and the same `partner.<id>.token` on both sides.",
        untold == 1 ? "1 request" : untold + " requests");
    untold = 0;
    vertx.setTimer(pause.toMillis(), timer -> tell());
  }
}
