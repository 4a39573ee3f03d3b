package io.bactrian.config;

import io.bactrian.changeset.SystemVersion;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The settings of a site's {@code application.properties}, validated. Immutable, thread-safe; no
 * component is null. Text forms hide passwords, tokens and addresses that may contain them.
 *
 * @param folder the site's folder, absolute
 * @param routes folder of the site's own routes, absolute, if it has any
 * @param partners by id; a spoke has exactly one, its hub
 * @param warnings about settings that are allowed but risky, to be shown at start, a sentence each
 */
public record SiteConfiguration(
    Path folder,
    Site site,
    Database database,
    ChangelogStore changelog,
    Capture capture,
    Changesets changesets,
    Exchanges exchange,
    Web web,
    FileDelivery files,
    DecisionFiles decisions,
    Events events,
    Maintenance maintenance,
    Records records,
    Retry retry,
    Limits limits,
    Health health,
    Optional<Path> routes,
    List<Partner> partners,
    Privacy privacy,
    List<String> warnings) {

  /** Name of the file in the site folder. */
  public static final String FILE = "application.properties";

  /** Name of the file in the site folder that has the accounts of the web page. */
  public static final String USERS = "users.yaml";

  public SiteConfiguration {
    partners = List.copyOf(partners);
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads and validates; secrets may come from this process's environment.
   *
   * @throws ConfigurationException with every fault at once
   */
  public static SiteConfiguration read(Path folder) {
    return read(folder, System.getenv());
  }

  /** Reads and validates with a given environment. */
  static SiteConfiguration read(Path folder, Map<String, String> environment) {
    return new SiteConfigurationReader(folder.toAbsolutePath().normalize(), environment).read();
  }

  /** The partner with this id, if it is one. */
  public Optional<Partner> partner(String id) {
    return partners.stream().filter(partner -> partner.id().equals(id)).findFirst();
  }

  /** Bearer tokens by partner, of those that are reached by HTTP and have one. */
  public Map<String, String> tokens() {
    return partners.stream()
        .filter(partner -> partner.byHttp() && partner.token().isPresent())
        .collect(
            Collectors.toUnmodifiableMap(
                Partner::id, partner -> partner.token().orElseThrow().value()));
  }

  /**
   * Identity of this site.
   *
   * @param kind its kind of system, in the version of its schema
   */
  public record Site(String id, Role role, SystemVersion kind) {
    /** The kind of system, whatever the version of its schema. */
    public String system() {
      return kind.system();
    }
  }

  /**
   * The database that is kept in step.
   *
   * @param silence how long an answer may take; then the connection is broken
   */
  public record Database(
      String url,
      Optional<String> user,
      Optional<Secret> password,
      int poolSize,
      Duration silence) {
    @Override
    public String toString() {
      return "Database[" + url.replaceFirst("[?;].*", "") + "]";
    }
  }

  /**
   * Where the changelog is.
   *
   * @param uri {@code embedded} or a MongoDB URI
   * @param database its name in MongoDB
   */
  public record ChangelogStore(String uri, String database) {
    public boolean embedded() {
      return uri.equals("embedded");
    }

    @Override
    public String toString() {
      return "ChangelogStore[" + (embedded() ? uri : "mongodb") + ", " + database + "]";
    }
  }

  /**
   * How capture works.
   *
   * @param interval between two reads of the outbox
   */
  public record Capture(Duration interval) {}

  /**
   * Bounds of changesets.
   *
   * @param maxChanges after which a changeset built here ends
   * @param maxSize bytes of XML, uncompressed, that are accepted from a partner
   * @param maxValue characters of one value that is accepted from a partner
   * @param lockMost how long applying one should lock rows
   */
  public record Changesets(int maxChanges, long maxSize, int maxValue, Duration lockMost) {}

  /**
   * Exchange by HTTP.
   *
   * @param listen address of a hub; absent at a spoke and at a hub without HTTP
   */
  public record Exchanges(Optional<Listen> listen, Duration longPoll, Door door) {}

  /**
   * The web page.
   *
   * @param listen absent: there is none
   * @param address under which people reach it through a TLS proxy; absent: there is no proxy
   * @param idle how long a login lasts without a request
   */
  public record Web(Optional<Listen> listen, Optional<URI> address, Duration idle) {}

  /**
   * Limits of a hub for those who connect.
   *
   * @param connections at once
   * @param strangers connections, of these, that are not authenticated yet
   * @param headTime for the head of the first request
   * @param idleTime without any data
   * @param leastRate bytes of a body in a second
   * @param maxBody bytes, compressed
   * @param bodies at once
   */
  public record Door(
      int connections,
      int strangers,
      Duration headTime,
      Duration idleTime,
      long leastRate,
      long maxBody,
      int bodies) {}

  /**
   * Delivery by files.
   *
   * @param interval between two checks for new changesets, to send or received
   * @param resendAfter time after which an unacknowledged changeset is sent again
   * @param settle how long an incomplete file may stay unchanged
   */
  public record FileDelivery(Duration interval, Duration resendAfter, Duration settle) {}

  /**
   * Conflicts and decisions as files.
   *
   * @param folder absolute; absent: there are none
   * @param interval between two looks
   */
  public record DecisionFiles(Optional<Path> folder, Duration interval) {}

  /**
   * Events for applications.
   *
   * @param keep how many are kept
   */
  public record Events(int keep) {}

  /**
   * Periodic work.
   *
   * @param purgeSchedule a Quartz cron expression
   * @param retryInterval the first for parked and deferred rows
   * @param retryIntervalMost the longest, at least the first
   */
  public record Maintenance(
      String purgeSchedule, Duration retryInterval, Duration retryIntervalMost) {}

  /**
   * Records of decided conflicts.
   *
   * @param keep how long; empty for ever
   * @param most how many; empty for all
   * @param archive folder to which they go before they are deleted
   */
  public record Records(Optional<Duration> keep, Optional<Integer> most, Path archive) {}

  /** Backoff before a retry: after the first failure, and the longest. */
  public record Retry(Duration first, Duration most) {}

  /**
   * How much one partner may request from this site or leave here; for each partner by itself.
   *
   * @param loads within 24 hours
   * @param earlySize bytes, compressed
   * @param parkedSize bytes
   * @param conflictSize bytes
   */
  public record Limits(
      int loads,
      int earlyChangesets,
      long earlySize,
      int parkedChanges,
      long parkedSize,
      int conflicts,
      long conflictSize,
      int openConflicts) {}

  /**
   * Access to secrets.
   *
   * @param strict whether the site refuses to run while others than the owner can read them
   * @param secrets files with passwords and tokens, absolute
   */
  public record Privacy(boolean strict, List<Path> secrets) {
    public Privacy {
      secrets = List.copyOf(secrets);
    }
  }

  /**
   * Checks of the site by itself.
   *
   * @param interval between two checks of triggers and tables
   */
  public record Health(Duration interval) {}

  /**
   * Another site.
   *
   * @param endpoint Camel URI where changesets for it go, {@code file:} folders absolute
   * @param source Camel URI where its changesets arrive, {@code file:} folders absolute
   * @param done where its files go once they are applied, absolute; empty: the usual place
   * @param rejected where its files go that are set aside, absolute; empty: the usual place
   * @param schedule when the site exchanges with it; empty: always
   * @param start how our stream to it starts, if it is a spoke
   */
  public record Partner(
      String id,
      String system,
      Optional<String> endpoint,
      Optional<String> source,
      Authentication authentication,
      Optional<Secret> token,
      Optional<Path> done,
      Optional<Path> rejected,
      Optional<Schedule> schedule,
      Start start) {

    /** Whether changesets go and come by HTTP requests, which the spoke makes. */
    public boolean byHttp() {
      return source.isEmpty();
    }

    /** Whether it may use HTTP without authentication. */
    public boolean unauthenticated() {
      return byHttp() && authentication == Authentication.NONE;
    }

    @Override
    public String toString() {
      return "Partner[" + id + ", " + system + "]";
    }
  }

  /** Whether this site decides conflicts; else it is a spoke. */
  public boolean isHub() {
    return site.role() == Role.HUB;
  }
}
