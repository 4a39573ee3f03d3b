package io.bactrian.database;

import io.bactrian.changeset.Schema;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.database.dialect.Finding;
import io.bactrian.database.dialect.TriggerOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Installs, removes and checks side tables and triggers. Stateless. Each call is one transaction if
 * the database supports transactional DDL. H2 commits after each DDL statement, so applications
 * should not write to tracked tables while triggers are replaced.
 */
public final class Tracking {
  private final Dialect dialect;

  public Tracking(Dialect dialect) {
    this.dialect = dialect;
  }

  /**
   * The rights that the user lacks for {@link #install}.
   *
   * @return GRANT statements for an administrator; empty when nothing is missing, or the dialect
   *     can't find out beforehand
   */
  public List<String> missingRights(Connection connection, Collection<String> tables)
      throws SQLException {
    return dialect.missingRights(connection, tables);
  }

  /** Creates what is missing and replaces what is outdated. Idempotent. */
  public void install(Connection connection, Schema schema, TriggerOptions options)
      throws SQLException {
    inTransaction(
        connection,
        () -> {
          SideTables.create(connection, dialect);
          dialect.triggers().install(connection, schema, options);
        });
  }

  /**
   * Removes the triggers and, if {@code sideTables} is set, the side tables.
   *
   * @throws io.bactrian.problem.ProblemException when side tables to be removed still contain
   *     pending data
   */
  public void uninstall(Connection connection, boolean sideTables) throws SQLException {
    inTransaction(
        connection,
        () -> {
          if (sideTables) {
            SideTables.requireEmpty(connection);
          }
          dialect.triggers().uninstall(connection);
          if (sideTables) {
            SideTables.drop(connection);
          }
        });
  }

  /**
   * Compares the database with the configuration; changes nothing.
   *
   * @param tables and {@code excluded} as for {@link Catalog#read}
   * @return faults and notes, may be empty
   */
  public List<Finding> check(
      Connection connection,
      Collection<String> tables,
      Map<String, Set<String>> excluded,
      TriggerOptions options)
      throws SQLException {
    Catalog.Inspection inspection = Catalog.inspect(connection, dialect, tables, excluded);
    List<Finding> findings = new ArrayList<>(inspection.faults());
    List<Finding> side = SideTables.check(connection);
    List<Finding> triggers = dialect.triggers().check(connection, inspection.schema(), options);
    if (side.size() == SideTables.count() && triggers.stream().noneMatch(Tracking::isInstalled)) {
      findings.add(
          new Finding(
              Finding.Kind.NOT_INSTALLED,
              "",
              "Bactrian is not installed in this database: nothing is captured. Run `bactrian install`."));
      triggers.stream()
          .filter(finding -> finding.kind() != Finding.Kind.TRIGGER_MISSING)
          .forEach(findings::add);
      return findings;
    }
    findings.addAll(side);
    findings.addAll(triggers);
    return findings;
  }

  /** Whether all side tables exist in the form of this version. */
  public static boolean hasSideTables(Connection connection) throws SQLException {
    return SideTables.check(connection).isEmpty();
  }

  /** Whether the finding is about a trigger of Bactrian that exists. */
  private static boolean isInstalled(Finding finding) {
    return switch (finding.kind()) {
      case TRIGGER_DISABLED, TRIGGER_OUTDATED, TRIGGER_LEFT_OVER -> true;
      default -> false;
    };
  }

  @FunctionalInterface
  private interface Work {
    void run() throws SQLException;
  }

  private static void inTransaction(Connection connection, Work work) throws SQLException {
    boolean autoCommit = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try {
      work.run();
      connection.commit();
    } catch (SQLException | RuntimeException failed) {
      connection.rollback();
      throw failed;
    } finally {
      connection.setAutoCommit(autoCommit);
    }
  }
}
