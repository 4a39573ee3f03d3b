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
 * Puts side tables and triggers into a database, takes them out, and says what is wrong with them.
 * Stateless. Each call is one transaction where the database can roll definitions back. H2 commits
 * every definition by itself, so that nobody should write to tracked tables while triggers are
 * replaced there.
 */
public final class Tracking {
  private final Dialect dialect;

  public Tracking(Dialect dialect) {
    this.dialect = dialect;
  }

  /**
   * What the user still must be granted before {@link #install} can work.
   *
   * @return statements for whoever may grant it; empty where nothing is missing, or the database
   *     tells of it only by refusing
   */
  public List<String> missingRights(Connection connection, Collection<String> tables)
      throws SQLException {
    return dialect.missingRights(connection, tables);
  }

  /** Creates what is missing and replaces what is outdated; does nothing the second time. */
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
   * Removes the triggers; with {@code sideTables} those too.
   *
   * @throws io.bactrian.problem.ProblemException when side tables are to go and still hold
   *     something
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
   * Holds the database against the configuration; changes nothing.
   *
   * @param tables and {@code excluded} as for {@link Catalog#read}
   * @return faults and things worth knowing; empty when there is nothing to say
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
    if (side.size() == SideTables.count() && triggers.stream().allMatch(Tracking::asBefore)) {
      findings.add(
          new Finding(
              Finding.Kind.NOT_INSTALLED,
              "",
              "Bactrian is not installed in this database: nothing is captured. Run `bactrian install`."));
      triggers.stream().filter(finding -> !finding.kind().fault()).forEach(findings::add);
      return findings;
    }
    findings.addAll(side);
    findings.addAll(triggers);
    return findings;
  }

  /** Whether all side tables are there, as this version makes them. */
  public static boolean hasSideTables(Connection connection) throws SQLException {
    return SideTables.check(connection).isEmpty();
  }

  /** As it is before the first installation. */
  private static boolean asBefore(Finding finding) {
    return finding.kind() == Finding.Kind.TRIGGER_MISSING || !finding.kind().fault();
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
