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
 * All open connections, within the limits of the settings. When too many are not authenticated,
 * closes the oldest of these, so that a partner can always connect. Confined to the event loop; the
 * counts may be read by any thread.
 */
final class Connections {
  /** A spoke needs two. */
  private static final int MOST_PER_PARTNER = 8;

  private final SiteConfiguration.Door bounds;
  private final LongSupplier nanos;
  private final Map<HttpConnection, ClientConnection> all = new LinkedHashMap<>();
  private final Map<HttpConnection, ClientConnection> strangers = new LinkedHashMap<>();
  private final AtomicLong cut = new AtomicLong();
  private volatile int open;

  Connections(SiteConfiguration.Door bounds, LongSupplier nanos) {
    this.bounds = bounds;
    this.nanos = nanos;
  }

  /** Number of open connections. */
  int count() {
    return open;
  }

  /** How many were closed for being too many or too slow. */
  long cut() {
    return cut.get();
  }

  void opened(HttpConnection connection) {
    if (all.size() >= bounds.connections() && strangers.isEmpty()) {
      abort(connection);
      return;
    }
    ClientConnection client =
        new ClientConnection(
            connection,
            nanos,
            bounds.headTime().toNanos(),
            bounds.idleTime().toNanos(),
            bounds.leastRate());
    all.put(connection, client);
    strangers.put(connection, client);
    connection.closeHandler(closed -> forget(connection));
    if (strangers.size() > bounds.strangers() || all.size() > bounds.connections()) {
      abort(strangers.keySet().iterator().next());
    }
    open = all.size();
  }

  private void forget(HttpConnection connection) {
    all.remove(connection);
    strangers.remove(connection);
    open = all.size();
  }

  private void abort(HttpConnection connection) {
    cut.incrementAndGet();
    forget(connection);
    ClientConnection.abort(connection);
  }

  /** The connection of a request; empty when it is closed already. */
  Optional<ClientConnection> find(HttpConnection connection) {
    return Optional.ofNullable(all.get(connection));
  }

  /**
   * Records that the connection is this partner's; closes the partner's oldest when it has too
   * many.
   */
  void authenticated(HttpConnection connection, ClientConnection client, String partner) {
    strangers.remove(connection);
    if (partner.equals(client.partner())) {
      return;
    }
    client.authenticatedAs(partner);
    int others = 0;
    HttpConnection idle = null;
    for (Map.Entry<HttpConnection, ClientConnection> each : all.entrySet()) {
      if (each.getValue() != client && partner.equals(each.getValue().partner())) {
        others++;
        boolean better =
            idle == null || all.get(idle).hasRequest() && !each.getValue().hasRequest();
        idle = better ? each.getKey() : idle; // the oldest, best one without a request
      }
    }
    if (others >= MOST_PER_PARTNER) {
      abort(idle);
    }
  }

  /** Closes those of clients that are idle or slow for too long. */
  void closeOverdue() {
    long now = nanos.getAsLong();
    for (HttpConnection connection : overdue(all.entrySet().iterator(), now)) {
      abort(connection);
    }
  }

  private static Iterable<HttpConnection> overdue(
      Iterator<Map.Entry<HttpConnection, ClientConnection>> clients, long now) {
    ArrayList<HttpConnection> overdue = new ArrayList<>();
    clients.forEachRemaining(
        each -> {
          if (each.getValue().isOverdue(now)) {
            overdue.add(each.getKey());
          }
        });
    return overdue;
  }
}
