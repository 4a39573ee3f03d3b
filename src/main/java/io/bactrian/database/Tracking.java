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

  /**
   * Creates what is missing and replaces what is outdated. Idempotent.
   *
   * @throws CatalogException when tables can't be captured whole; nothing is changed
   */
  public void install(Connection connection, Schema schema, TriggerOptions options)
      throws SQLException {
    inTransaction(
        connection,
        () -> {
          refuse(connection, dialect, schema);
          SideTables.create(connection, dialect);
          ShapeTable.store(connection, schema);
          dialect.triggers().install(connection, schema, options);
          TablesOnHold.release(connection, schema.tables().keySet());
          dialect.triggers().confirm(connection, schema);
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
    List<Finding> findings = new ArrayList<>();
    inTransaction(
        connection,
        () ->
            findings.addAll(
                compare(
                    connection, Catalog.inspect(connection, dialect, tables, excluded), options)));
    return findings;
  }

  private List<Finding> compare(
      Connection connection, Catalog.Inspection inspection, TriggerOptions options)
      throws SQLException {
    List<Finding> findings = new ArrayList<>(inspection.faults());
    List<Finding> side = SideTables.check(connection);
    List<Finding> triggers = dialect.triggers().check(connection, inspection.schema(), options);
    if (side.size() == SideTables.count() && triggers.stream().noneMatch(Tracking::ofTriggers)) {
      findings.add(
          new Finding(
              Finding.Kind.NOT_INSTALLED,
              "",
              "Bactrian is not installed in this database: nothing is captured. Run `bactrian"
                  + " install`."));
      triggers.stream()
          .filter(finding -> finding.kind() != Finding.Kind.TRIGGER_MISSING)
          .forEach(findings::add);
      return findings;
    }
    findings.addAll(side);
    findings.addAll(triggers);
    if (side.isEmpty()) {
      TablesOnHold.counts(connection).forEach((table, count) -> findings.add(onHold(table, count)));
    }
    return findings;
  }

  private static Finding onHold(String table, long changes) {
    return new Finding(
        Finding.Kind.TABLE_ON_HOLD,
        table,
        "Table `%1$s` is on hold: %2$,d of its changes can't be captured and wait in `bactrian_change`; all other tables go on. If tables.yaml does not name it, or a trigger of it is out of order, correct that and run `bactrian install`. Where changes were not recorded, `bactrian load PARTNER --table %1$s --mirror` at the hub sends its rows, as they are now, to all partners."
            .formatted(table, changes));
  }

  /** Keeps the tables' shapes, so that what is recorded under them stays readable. */
  public static void remember(Connection connection, Schema schema) throws SQLException {
    ShapeTable.store(connection, schema);
  }

  /**
   * Refuses tables that can't be captured or applied whole.
   *
   * @throws CatalogException with all faults at once
   */
  public static void refuse(Connection connection, Dialect dialect, Schema schema)
      throws SQLException {
    List<Finding> faults = dialect.triggers().refusals(connection, schema);
    if (!faults.isEmpty()) {
      throw new CatalogException(faults);
    }
  }

  /** Whether all side tables exist in the form of this version. */
  public static boolean hasSideTables(Connection connection) throws SQLException {
    return SideTables.check(connection).isEmpty();
  }

  /** Whether a trigger of Bactrian's is there, so that it was installed once. */
  private static boolean ofTriggers(Finding finding) {
    return switch (finding.kind()) {
      case TRIGGER_DISABLED, TRIGGER_NOT_ALWAYS, TRIGGER_OUTDATED, TRIGGER_LEFT_OVER -> true;
      default -> false;
    };
  }

  @FunctionalInterface
  private interface Work {
    void run() throws SQLException;
  }

  private void inTransaction(Connection connection, Work work) throws SQLException {
    boolean autoCommit = connection.getAutoCommit();
    dialect.begin(connection, false);
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
