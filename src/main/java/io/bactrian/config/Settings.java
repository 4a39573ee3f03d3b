package io.bactrian.config;

import static io.bactrian.config.Setting.defaulted;
import static io.bactrian.config.Setting.optional;
import static io.bactrian.config.Setting.required;

import io.bactrian.changeset.SystemVersion;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;

/**
 * Declares every setting of a site, together with {@link ExchangeSettings}, {@link WebSettings},
 * {@link DecisionFileSettings}, {@link EventSettings}, {@link ConflictSettings} and {@link
 * LimitSettings}. Reading, checks and documentation use these declarations.
 */
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

  static final Setting<Integer> SCHEMA =
      optional(
          "site.schema",
          SettingTypes.count("", 1, SystemVersion.MOST),
          "3",
          "The version of that schema, where sites of one kind change it one after the other. Then"
              + " the kind is called `shop@3` in names of mappings and schemas;"
              + " [tables.md](tables.md#customers-that-follow-one-after-another) says how.");

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
          "The user owns the tracked tables or is a member of the role that does, and may create"
              + " tables beside them; [rights](rights.md) lists all.");
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

  static final Setting<Duration> SILENCE =
      defaulted(
          "database.silence",
          Quantities.duration(),
          "10 min",
          "How long PostgreSQL may take to answer where it can't be asked on another connection"
              + " whether it is at work; then the connection counts as broken, and what was begun is"
              + " done again. Where it can be asked, 15 s without work are enough.");

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
          "How often capture checks whether the triggers have written anything.");
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
          "The largest uncompressed changeset that is accepted from a partner. Partners are told; a"
              + " source transaction that needs a larger one holds their stream, and they say so.");

  /** Little less than a text of Java surely holds; databases have no larger values either. */
  private static final int LARGEST_VALUE = 1_000_000_000;

  static final Setting<Integer> MAX_VALUE =
      defaulted(
          "changeset.max-value",
          SettingTypes.count("characters", 1 << 20, LARGEST_VALUE),
          "67108864",
          "The largest value that is accepted from a partner, in characters; a binary one has four for"
              + " three bytes. A change, before and after together, may have twice as many. Partners are"
              + " told; a row that is larger is set aside there, and goes once this is raised.");

  static final Setting<Duration> LOCK_MOST =
      defaulted(
          "apply.lock-most",
          Quantities.duration(),
          "1 s",
          "How long applying a changeset may lock rows that nobody waits for. Partners are asked for"
              + " changesets of the size that is applied in this time, and for smaller ones while users"
              + " of this database (PostgreSQL) wait; a single transaction of the partner may take"
              + " longer. For a lock of the application, apply waits for half of it, then gives way and"
              + " begins again.");

  static final Setting<String> PURGE_SCHEDULE =
      defaulted(
          "purge.schedule",
          SettingTypes.cron(),
          "0 0 3 * * ?",
          "When entries that every partner has confirmed are deleted from the changelog.");
  static final Setting<Duration> RETRY_INTERVAL =
      defaulted(
          "retry.interval",
          Quantities.duration(),
          "30 s",
          "When a parked or deferred row is tried again for which nothing has changed here. Each"
              + " further try doubles the time. What it waits for (its parent, a unique value) makes"
              + " it due at once.");
  static final Setting<Duration> RETRY_INTERVAL_MOST =
      defaulted(
          "retry.interval-most",
          Quantities.duration(),
          "1 h",
          "The longest time between two tries of a parked or deferred row.");
  static final Setting<Duration> RETRY_FIRST =
      defaulted(
          "retry.first",
          Quantities.duration(),
          "1 s",
          "Backoff after a first failure of a store, a partner, a disk or a changeset on hold."
              + " Each further failure doubles it; a random part of up to half is taken off.");
  static final Setting<Duration> RETRY_MOST =
      defaulted("retry.most", Quantities.duration(), "1 min", "The longest such wait.");
  static final Setting<Duration> HEALTH_INTERVAL =
      defaulted(
          "health.interval",
          Quantities.duration(),
          "1 min",
          "How often a running site looks whether its triggers and the shapes of its tables are as"
              + " `bactrian check` wants them.");
  static final Setting<Boolean> STRICT =
      defaulted(
          "permissions.strict",
          SettingTypes.flag(),
          "true",
          "Whether `check` and `run` refuse secrets and stores that others than their owner can"
              + " read. `false` makes it a note, for a container or a machine that nobody else"
              + " uses.");
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
              + " where they arrive. Elsewhere the partner need not be able to write there: a"
              + " folder on a disk of this machine that belongs to this site's user, and no link.");
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

  static final Setting<Schedule> SCHEDULE =
      optional(
          "partner.<id>.schedule",
          SettingTypes.schedule(),
          "not * * 8-17 ? * MON-FRI",
          "In which minutes the site exchanges with the partner; without it, in all. Each"
              + " expression names minutes: `* * 2 * * ?` those from two to three every night. `;`"
              + " stands between several, `not` before one whose minutes are left out: the example"
              + " says not during opening hours. In other minutes nothing goes to the partner and"
              + " nothing that comes is applied, except by `bactrian sync`; a hub answers a spoke"
              + " that it has to ask later. Set the same schedule at both sites.");
  static final Setting<ZoneId> SCHEDULE_ZONE =
      optional(
          "partner.<id>.schedule-zone",
          SettingTypes.zone(),
          "Europe/Berlin",
          "The time zone of that schedule. Default: the machine's.");

  static final Setting<Start> START =
      defaulted(
          "partner.<id>.start",
          SettingTypes.start(),
          "load",
          "At a hub: how the stream to a spoke starts that has never got anything. `load`: at the"
              + " first contact it gets all rows as they are then, and until then nothing is kept"
              + " for it; rows that only it has stay there. `equal`: both have the same rows; at the"
              + " first contact they are compared, `bactrian status` names what differs, and nothing"
              + " is overwritten. `log`: with all that the changelog has for it, which is kept until"
              + " it comes; of rows from before the triggers it gets nothing.");

  /** Of the site, in the order of the reference. */
  static final List<Setting<?>> SITE =
      Stream.of(
              List.<Setting<?>>of(
                  ID,
                  ROLE,
                  SYSTEM,
                  SCHEMA,
                  DATABASE_URL,
                  DATABASE_USER,
                  DATABASE_PASSWORD,
                  POOL_SIZE,
                  SILENCE,
                  CHANGELOG_URI,
                  CHANGELOG_DATABASE,
                  CAPTURE_INTERVAL,
                  MAX_CHANGES,
                  MAX_SIZE,
                  MAX_VALUE,
                  LOCK_MOST),
              ExchangeSettings.ALL,
              WebSettings.ALL,
              DecisionFileSettings.ALL,
              EventSettings.ALL,
              List.<Setting<?>>of(
                  PURGE_SCHEDULE, RETRY_INTERVAL, RETRY_INTERVAL_MOST, RETRY_FIRST, RETRY_MOST),
              ConflictSettings.ALL,
              LimitSettings.ALL,
              List.<Setting<?>>of(HEALTH_INTERVAL, STRICT, ROUTES))
          .<Setting<?>>flatMap(List::stream)
          .toList();

  /** Of each partner. */
  static final List<Setting<?>> PARTNER =
      List.of(
          PARTNER_SYSTEM,
          ENDPOINT,
          SOURCE,
          DONE,
          REJECTED,
          AUTHENTICATION,
          TOKEN,
          SCHEDULE,
          SCHEDULE_ZONE,
          START);

  private Settings() {}
}
