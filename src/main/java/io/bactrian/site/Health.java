package io.bactrian.site;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.database.Dialects;
import io.bactrian.database.Tracking;
import io.bactrian.database.dialect.Finding;
import io.bactrian.database.dialect.TriggerOptions;
import io.bactrian.destination.TrackedTables;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks whether a running site's triggers and tables still pass {@code bactrian check}. Logs each
 * fault once when it appears and once when it is gone. Thread-safe.
 */
final class Health {
  private static final Logger LOG = LoggerFactory.getLogger(Health.class);

  private final String site;
  private final Look look;
  private final Runnable changed;
  private Set<String> faults = Set.of();

  /** Finds faults, a sentence each. */
  @FunctionalInterface
  interface Look {
    List<String> faults() throws SQLException;
  }

  /**
   * @param changed called after each comparison
   */
  Health(String site, Look look, Runnable changed) {
    this.site = site;
    this.look = look;
    this.changed = changed;
  }

  /** For a site whose database is open; checks the tables that the settings name. */
  static Health of(SiteConfiguration configuration, SiteDatabase database, Runnable changed) {
    return new Health(
        configuration.site().id(),
        () -> {
          try (Connection connection = database.pool().getConnection()) {
            return trackingFaults(
                connection,
                database.tables(),
                SiteDatabase.triggerOptions(configuration, database.tables()));
          }
        },
        changed);
  }

  private static List<String> trackingFaults(
      Connection connection, TrackedTables tables, TriggerOptions options) throws SQLException {
    return new Tracking(Dialects.of(connection))
        .check(connection, tables.names(), SiteDatabase.excluded(tables), options).stream()
            .filter(finding -> finding.kind().fault())
            .map(Finding::message)
            .toList();
  }

  /**
   * Compares the triggers and tables with the settings again.
   *
   * @throws SQLException when the database does not answer; the last result stays
   */
  public void compareTriggers() throws SQLException {
    Set<String> found = new LinkedHashSet<>(look.faults());
    synchronized (this) {
      found.stream()
          .filter(fault -> !faults.contains(fault))
          .forEach(fault -> LOG.error("Site {} is not well: {}", site, fault));
      faults.stream()
          .filter(fault -> !found.contains(fault))
          .forEach(fault -> LOG.info("Site {}: fault is gone: {}", site, fault));
      faults = found;
    }
    changed.run();
  }

  /** Faults found by the last comparison. */
  synchronized List<String> now() {
    return List.copyOf(faults);
  }
}
