package io.bactrian.door;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.exchange.Signal;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.util.Map;

/**
 * What all queues share.
 *
 * @param site this one
 * @param workers run rounds
 * @param rounds behind the door
 * @param captured raised when there may be something to answer
 * @param spool existing folder for bodies
 * @param bodies how many are read at a time
 */
record DoorContext(
    String site,
    Vertx vertx,
    WorkerExecutor workers,
    Rounds rounds,
    Signal captured,
    SiteConfiguration.Door bounds,
    Path spool,
    Slots bodies) {

  /** Answer to requests while the site stops. */
  Reply stopping() {
    return new Reply(
        503, Map.of(io.bactrian.exchange.RoundHeaders.STOPPING, site, "Retry-After", "5"), null);
  }
}
