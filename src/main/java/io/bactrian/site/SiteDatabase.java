package io.bactrian.site;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.TableShape;
import io.bactrian.config.Faults;
import io.bactrian.config.Secret;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.database.Catalog;
import io.bactrian.database.Dialects;
import io.bactrian.database.LostConnections;
import io.bactrian.database.PreparedDataSource;
import io.bactrian.database.Tracking;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.database.dialect.TriggerOptions;
import io.bactrian.destination.TrackedTables;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import io.bactrian.transform.Expressions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * The site's relational database, opened, and what the site tracks in it. Thread-safe.
 *
 * @param schema the tracked tables only
 * @param options those of its triggers
 */
public record SiteDatabase(
    HikariDataSource pool,
    Dialect dialect,
    TrackedTables tables,
    Schema schema,
    TriggerOptions options)
    implements AutoCloseable {
  private static final int LOGIN_SECONDS = 10;

  /** Several that went silent together must not use up the time of who waits for one. */
  private static final int VALIDATION_SECONDS = 3;

  /** Firewalls forget connections on which nothing moves, often after five minutes. */
  private static final int KEEP_ALIVE_SECONDS = 60;

  /**
   * Connects, and reads the tracked tables.
   *
   * @throws ProblemException when the database can't be reached; names its URL
   * @throws io.bactrian.database.CatalogException when a tracked table is absent, has no key or
   *     can't be captured whole
   */
  static SiteDatabase open(SiteConfiguration site, TrackedTables tables) {
    try (Connection connection = connect(site)) {
      Dialect dialect = Dialects.of(connection);
      dialect.begin(connection, false);
      Schema schema = Catalog.read(connection, dialect, tables.names(), excluded(tables));
      Faults faults = new Faults();
      tables = tables.in(schema, faults);
      faults.throwIfAny();
      Tracking.refuse(connection, dialect, schema);
      requireSideTables(site, connection);
      Tracking.remember(connection, schema);
      return new SiteDatabase(
          pool(site, dialect), dialect, tables, schema, triggerOptions(site, tables));
    } catch (SQLException e) {
      throw unreachable(site, e);
    }
  }

  private static void requireSideTables(SiteConfiguration site, Connection connection)
      throws SQLException {
    if (!Tracking.hasSideTables(connection)) {
      throw Problem.of(
              "Site %s: Bactrian's side tables are missing from its database, or are of an earlier version, so nothing can be read or captured.",
              site.site().id())
          .toDo("Run `bactrian install --site %s`.", site.folder())
          .exception();
    }
  }

  /**
   * Reads {@code tables.yaml}.
   *
   * @throws io.bactrian.config.ConfigurationException with its faults
   */
  public static TrackedTables tables(SiteConfiguration site, Expressions expressions) {
    Faults faults = new Faults();
    TrackedTables tables =
        TrackedTables.read(
            new SiteFolder(site.folder()).tables(), site.site().role(), expressions, faults);
    faults.throwIfAny();
    return tables;
  }

  public static Map<String, Set<String>> excluded(TrackedTables tables) {
    Map<String, Set<String>> excluded = new HashMap<>();
    tables.names().forEach(name -> excluded.put(name, tables.excluded(name)));
    return excluded;
  }

  /** At a spoke, triggers do not record what is written for the hub. */
  public static TriggerOptions triggerOptions(
      SiteConfiguration configuration, TrackedTables tables) {
    String suppressed = configuration.isHub() ? null : configuration.partners().get(0).id();
    return new TriggerOptions(suppressed, tables.restored(), tables.readBack());
  }

  /**
   * At a spoke, the tables in which a trigger of the application may alter a row that is written; a
   * hub reads rows back anyway.
   */
  Set<String> alteringTables(SiteConfiguration configuration) {
    if (configuration.isHub()) {
      return Set.of();
    }
    try (Connection connection = pool.getConnection()) {
      TriggerOptions options = triggerOptions(configuration, tables);
      return dialect.triggers().altering(connection, schema, options);
    } catch (SQLException e) {
      throw unreachable(configuration, e);
    }
  }

  /** Hash of the tracked tables' structure; changes when it does. */
  String fingerprint() {
    return TableShape.fingerprint(schema.tables().values());
  }

  /** Connects to the site's database without reading its tables. */
  public static Connection connect(SiteConfiguration site) {
    try {
      return source(site).getConnection();
    } catch (SQLException e) {
      throw unreachable(site, e);
    }
  }

  private static HikariDataSource pool(SiteConfiguration site, Dialect dialect) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("database of " + site.site().id());
    pool.setDataSource(source(site));
    pool.setMaximumPoolSize(site.database().poolSize());
    pool.setMinimumIdle(1);
    pool.setConnectionTimeout(TimeUnit.SECONDS.toMillis(LOGIN_SECONDS));
    pool.setValidationTimeout(TimeUnit.SECONDS.toMillis(VALIDATION_SECONDS));
    pool.setInitializationFailTimeout(-1);
    pool.setKeepaliveTime(TimeUnit.SECONDS.toMillis(KEEP_ALIVE_SECONDS));
    pool.setExceptionOverride(new LostConnections(dialect));
    return new HikariDataSource(pool);
  }

  private static DataSource source(SiteConfiguration site) {
    Properties login = new Properties();
    site.database().user().ifPresent(user -> login.setProperty("user", user));
    site.database()
        .password()
        .map(Secret::value)
        .ifPresent(password -> login.setProperty("password", password));
    return new PreparedDataSource(
        Dialects.inFolder(site.database().url(), site.folder()), login, site.database().silence());
  }

  public static ProblemException unreachable(SiteConfiguration site, SQLException e) {
    Problem problem =
        Problem.of(
                "Site %s: the database %s can't be reached (%s).",
                site.site().id(), site.database().url().replaceFirst("[?;].*", ""), firstLine(e))
            .follows("Nothing was changed, and nothing that was captured is lost.")
            .toDo(
                "Start the database, or correct database.* in %s.",
                site.folder().resolve(SiteConfiguration.FILE));
    return mayPass(e) ? new UnreachableException(problem, e) : problem.exception(e);
  }

  /** Whether a later try may succeed: the database is down, starting, stopping, full or locked. */
  public static boolean mayPass(SQLException e) {
    return !noDriver(e) && Dialects.mayPass(e);
  }

  /** Java itself throws the plain class when no driver takes the URL; drivers have their own. */
  private static boolean noDriver(SQLException e) {
    return e.getClass() == SQLException.class;
  }

  private static String firstLine(SQLException e) {
    return ("" + e.getMessage()).lines().findFirst().orElse("").replaceFirst("[?;].*", "");
  }

  @Override
  public void close() {
    pool.close();
  }
}
