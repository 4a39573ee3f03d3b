package io.bactrian.config;

import static io.bactrian.config.Setting.defaulted;
import static io.bactrian.config.Setting.optional;
import static io.bactrian.config.Setting.required;

import java.time.Duration;
import java.util.List;

/** Every setting of a site, declared once: from here they are read, checked and documented. */
final class Settings {
  static final Setting<String> ID =
      required(
          "site.id",
          SettingTypes.id(),
          "c42",
          "The site's own name among all sites. Never change it: partners know the site by it.");
  static final Setting<Role> ROLE =
      required(
          "site.role",
          SettingTypes.role(),
          "spoke",
          "The hub decides conflicts and talks to all spokes; a spoke talks to its hub only.");
  static final Setting<String> SYSTEM =
      required(
          "site.system",
          SettingTypes.system(),
          "shop",
          "The kind of system whose schema this site has. `transformers/A-to-B.yaml` map the rows"
              + " of one to those of another.");

  static final Setting<String> DATABASE_URL =
      required(
          "database.url",
          SettingTypes.jdbcUrl(),
          "jdbc:postgresql://localhost/shop",
          "The database that is kept in step: PostgreSQL or H2.");
  static final Setting<String> DATABASE_USER =
      optional(
          "database.user",
          SettingTypes.text(),
          "bactrian",
          "The user must own the tracked tables (to create triggers), or be allowed what"
              + " `bactrian install` asks for.");
  static final Setting<Secret> DATABASE_PASSWORD =
      optional(
          "database.password",
          SettingTypes.secret(),
          "${env:DATABASE_PASSWORD}",
          "Its password; best taken from the environment or a file.");
  static final Setting<Integer> POOL_SIZE =
      defaulted(
          "database.pool-size",
          SettingTypes.count("connections", 2, 200),
          "4",
          "How many connections may be open at once.");

  static final Setting<String> CHANGELOG_URI =
      defaulted(
          "changelog.uri",
          SettingTypes.changelogUri(),
          "embedded",
          "Where the changelog is kept: in the site's own folder, or in a MongoDB replica set"
              + " (`mongodb://…`).");
  static final Setting<String> CHANGELOG_DATABASE =
      defaulted(
          "changelog.database",
          SettingTypes.mongoName(),
          "bactrian_<site.id>",
          "Name of the database in MongoDB. No two sites may share one.");

  static final Setting<Duration> CAPTURE_INTERVAL =
      defaulted(
          "capture.interval",
          Quantities.duration(),
          "50 ms",
          "How often capture looks whether the triggers have written anything.");
  static final Setting<Integer> MAX_CHANGES =
      defaulted(
          "changeset.max-changes",
          SettingTypes.count("changes", 1, 10_000_000),
          "20000",
          "A changeset ends with the source transaction that reaches this many changes. A"
              + " transaction is never split.");
  static final Setting<Long> MAX_SIZE =
      defaulted(
          "changeset.max-size",
          Quantities.size(),
          "8 GiB",
          "The largest uncompressed changeset that is accepted from a partner.");

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
          "25 s",
          "How long an idle question of a spoke is kept open. Below the time-outs of all proxies"
              + " on the way.");
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
          "How many of them may belong to someone who has not shown yet who it is. Of more, the"
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
          "A file that ends too early may be still on its way. It is read again as it grows, and set"
              + " aside once it has not changed for so long.");

  static final Setting<String> PURGE_SCHEDULE =
      defaulted(
          "purge.schedule",
          SettingTypes.cron(),
          "0 0 3 * * ?",
          "When what every partner has confirmed leaves the changelog.");
  static final Setting<Duration> RETRY_INTERVAL =
      defaulted(
          "retry.interval",
          Quantities.duration(),
          "30 s",
          "How often parked and held rows are tried again.");
  static final Setting<Duration> RETRY_FIRST =
      defaulted(
          "retry.first",
          Quantities.duration(),
          "1 s",
          "How long whatever failed waits before it is tried again: a store, a partner, a disk, a"
              + " changeset on hold. Each further failure waits twice as long, and by chance up to"
              + " half as long.");
  static final Setting<Duration> RETRY_MOST =
      defaulted("retry.most", Quantities.duration(), "1 min", "The longest such wait.");
  static final Setting<String> ROUTES =
      defaulted(
          "routes",
          SettingTypes.folder(),
          "routes",
          "Folder with the site's own routes, used instead of the shipped ones when it exists."
              + " Relative to the site folder.");

  static final Setting<String> PARTNER_SYSTEM =
      required(
          "partner.<id>.system",
          SettingTypes.system(),
          "office",
          "The kind of system of this partner.");
  static final Setting<String> ENDPOINT =
      optional(
          "partner.<id>.endpoint",
          SettingTypes.camelUri(),
          "https://hq.example/bactrian/exchange",
          "Where changesets for the partner go. A spoke gives the hub's `http(s)` address; with"
              + " files, a folder (`file:to-hq`) or any other Camel URI. Not for spokes that call"
              + " this hub by HTTP.");
  static final Setting<String> SOURCE =
      optional(
          "partner.<id>.source",
          SettingTypes.camelUri(),
          "file:from-hq",
          "Where the partner's changesets arrive when they come as files. Not with HTTP.");
  static final Setting<Authentication> AUTHENTICATION =
      defaulted(
          "partner.<id>.authentication",
          SettingTypes.authentication(),
          "token",
          "How spoke and hub know each other over HTTP. `none` lets everyone on this machine speak"
              + " for the partner: a hub accepts it only while it listens on loopback alone, a"
              + " spoke only for an address on loopback. Never behind a proxy.");
  static final Setting<String> DONE =
      optional(
          "partner.<id>.done",
          SettingTypes.folder(),
          "read/done",
          "Where the partner's files go once they are applied. Default: `done` beside the folder"
              + " where they arrive. Elsewhere the partner need not be able to write there: a folder"
              + " on a disk of this machine that belongs to this site's user, and no link.");
  static final Setting<String> REJECTED =
      optional(
          "partner.<id>.rejected",
          SettingTypes.folder(),
          "read/rejected",
          "The same for files that are no changesets of this partner, each with its reason.");
  static final Setting<Secret> TOKEN =
      optional(
          "partner.<id>.token",
          SettingTypes.secret(),
          "${file:hq.token}",
          "The bearer token by which spoke and hub know each other over HTTP, the same at both,"
              + " another for each spoke. `bactrian token` makes one; fewer than 128 bits are"
              + " refused.");

  /** Of the site, in the order of the reference. */
  static final List<Setting<?>> SITE =
      List.of(
          ID,
          ROLE,
          SYSTEM,
          DATABASE_URL,
          DATABASE_USER,
          DATABASE_PASSWORD,
          POOL_SIZE,
          CHANGELOG_URI,
          CHANGELOG_DATABASE,
          CAPTURE_INTERVAL,
          MAX_CHANGES,
          MAX_SIZE,
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
          SETTLE,
          PURGE_SCHEDULE,
          RETRY_INTERVAL,
          RETRY_FIRST,
          RETRY_MOST,
          ROUTES);

  /** Of each partner. */
  static final List<Setting<?>> PARTNER =
      List.of(PARTNER_SYSTEM, ENDPOINT, SOURCE, DONE, REJECTED, AUTHENTICATION, TOKEN);

  private Settings() {}
}
