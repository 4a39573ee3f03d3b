package io.bactrian.config;

import static io.bactrian.config.Setting.defaulted;
import static io.bactrian.config.Setting.optional;

import java.time.Duration;
import java.util.List;

/** How changesets are exchanged, over HTTP and by files. */
final class ExchangeSettings {
  static final Setting<Listen> LISTEN =
      optional(
          "exchange.listen",
          SettingTypes.listen(),
          "127.0.0.1:8080",
          "Where a hub that is reached by HTTP waits for its spokes. Beyond loopback put a TLS"
              + " proxy before it.");
  static final Setting<Duration> LONG_POLL =
      defaulted(
          "exchange.long-poll",
          Quantities.duration(),
          "20 s",
          "How long an idle question of a spoke is kept open. Below the time-outs of all proxies"
              + " on the way. A hub gives a sign by then also while it works; a connection that is"
              + " silent for 5 s more counts as broken, and the spoke asks on another.");
  static final Setting<Integer> MAX_CONNECTIONS =
      defaulted(
          "exchange.max-connections",
          SettingTypes.count("connections", 1, 60_000),
          "2000",
          "How many connections the hub keeps open at once; a spoke needs two.");
  static final Setting<Integer> MAX_STRANGERS =
      defaulted(
          "exchange.max-strangers",
          SettingTypes.count("connections", 1, 60_000),
          "200",
          "How many of them may be unauthenticated. When there are more, the"
              + " oldest is closed.");
  static final Setting<Duration> HEAD_TIME =
      defaulted(
          "exchange.head-time",
          Quantities.duration(),
          "10 s",
          "How long a new connection may take to send the head of its first request.");
  static final Setting<Duration> IDLE_TIME =
      defaulted(
          "exchange.idle-time",
          Quantities.duration(),
          "30 s",
          "A connection on which nothing moves for so long is closed: within a body, within an"
              + " answer that is not read, and between two requests. A question that the hub lets"
              + " wait is not idle.");
  static final Setting<Long> LEAST_RATE =
      defaulted(
          "exchange.least-rate",
          Quantities.size(),
          "256 B",
          "How much of a body must come in a second, on average since it began; it is looked at"
              + " after `exchange.idle-time`.");
  static final Setting<Long> MAX_BODY =
      defaulted(
          "exchange.max-body",
          Quantities.size(),
          "4 GiB",
          "The largest compressed changeset that a partner may send in a request. It is kept on"
              + " disk, in the site's folder `spool`, while it comes.");
  static final Setting<Integer> MAX_BODIES =
      defaulted(
          "exchange.max-bodies",
          SettingTypes.count("bodies", 1, 10_000),
          "32",
          "How many changesets are received at once, one from each partner at most; further ones"
              + " wait for their turn.");

  static final Setting<Duration> FILES_INTERVAL =
      defaulted(
          "files.interval",
          Quantities.duration(),
          "1 s",
          "How often new changesets are delivered to partners that are reached by files.");
  static final Setting<Duration> RESEND_AFTER =
      defaulted(
          "files.resend-after",
          Quantities.duration(),
          "1 h",
          "What a partner has not acknowledged for so long is delivered again, the same bytes"
              + " under the same number.");

  static final Setting<Duration> SETTLE =
      defaulted(
          "files.settle",
          Quantities.duration(),
          "30 s",
          "A file that ends too early may be still on its way. It is read again as it grows, and"
              + " set aside once it has not changed for so long.");

  /** In the order of the reference. */
  static final List<Setting<?>> ALL =
      List.of(
          LISTEN,
          LONG_POLL,
          MAX_CONNECTIONS,
          MAX_STRANGERS,
          HEAD_TIME,
          IDLE_TIME,
          LEAST_RATE,
          MAX_BODY,
          MAX_BODIES,
          FILES_INTERVAL,
          RESEND_AFTER,
          SETTLE);

  private ExchangeSettings() {}
}
