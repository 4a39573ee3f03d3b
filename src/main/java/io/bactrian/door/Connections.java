package io.bactrian.door;

import io.bactrian.config.SiteConfiguration;
import io.vertx.core.http.HttpConnection;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Everyone who is connected, within the bounds of the settings: strangers are few and soon leave
 * for newer ones, so that a partner always finds room. One event loop; the counts may be read by
 * anyone.
 */
final class Connections {
  /** A spoke needs two. */
  private static final int EACH = 8;

  private final SiteConfiguration.Door bounds;
  private final LongSupplier nanos;
  private final Map<HttpConnection, Guest> all = new LinkedHashMap<>();
  private final Map<HttpConnection, Guest> strangers = new LinkedHashMap<>();
  private final AtomicLong cut = new AtomicLong();
  private volatile int open;

  Connections(SiteConfiguration.Door bounds, LongSupplier nanos) {
    this.bounds = bounds;
    this.nanos = nanos;
  }

  /** Now. */
  int count() {
    return open;
  }

  /** How many were closed for being too many or too slow. */
  long cut() {
    return cut.get();
  }

  void opened(HttpConnection connection) {
    if (all.size() >= bounds.connections() && strangers.isEmpty()) {
      cut(connection);
      return;
    }
    Guest guest =
        new Guest(
            connection,
            nanos,
            bounds.headTime().toNanos(),
            bounds.idleTime().toNanos(),
            bounds.leastRate());
    all.put(connection, guest);
    strangers.put(connection, guest);
    connection.closeHandler(closed -> forget(connection));
    if (strangers.size() > bounds.strangers() || all.size() > bounds.connections()) {
      cut(strangers.keySet().iterator().next());
    }
    open = all.size();
  }

  private void forget(HttpConnection connection) {
    all.remove(connection);
    strangers.remove(connection);
    open = all.size();
  }

  private void cut(HttpConnection connection) {
    cut.incrementAndGet();
    forget(connection);
    connection.close();
  }

  /** Whose connection a request came by; empty for one that is cut already. */
  Optional<Guest> guest(HttpConnection connection) {
    return Optional.ofNullable(all.get(connection));
  }

  /** It has shown that it belongs to this partner, who may have some others. */
  void known(HttpConnection connection, Guest guest, String partner) {
    strangers.remove(connection);
    if (partner.equals(guest.partner())) {
      return;
    }
    guest.belongsTo(partner);
    int others = 0;
    HttpConnection idle = null;
    for (Map.Entry<HttpConnection, Guest> each : all.entrySet()) {
      if (each.getValue() != guest && partner.equals(each.getValue().partner())) {
        others++;
        boolean better = idle == null || all.get(idle).isBusy() && !each.getValue().isBusy();
        idle = better ? each.getKey() : idle; // the oldest, best one without a request
      }
    }
    if (others >= EACH) {
      cut(idle);
    }
  }

  /** Cuts who is too slow. */
  void look() {
    long now = nanos.getAsLong();
    for (HttpConnection connection : late(all.entrySet().iterator(), now)) {
      cut(connection);
    }
  }

  private static Iterable<HttpConnection> late(
      Iterator<Map.Entry<HttpConnection, Guest>> guests, long now) {
    ArrayList<HttpConnection> late = new ArrayList<>();
    guests.forEachRemaining(
        each -> {
          if (each.getValue().isLate(now)) {
            late.add(each.getKey());
          }
        });
    return late;
  }
}
