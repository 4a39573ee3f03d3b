package io.bactrian.install;

import io.bactrian.changeset.Schema;
import io.bactrian.config.ConfigurationException;
import io.bactrian.config.Faults;
import io.bactrian.config.ManyFaultsException;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.database.Catalog;
import io.bactrian.database.Dialects;
import io.bactrian.database.Tracking;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.destination.TrackedTables;
import io.bactrian.expression.SimpleExpressions;
import io.bactrian.file.OwnerOnly;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import io.bactrian.site.SiteDatabase;
import io.bactrian.site.SiteFolder;
import io.bactrian.site.UnreachableException;
import io.bactrian.transform.SchemaFile;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Installs and removes a site's side tables and triggers, and checks its folder and database. */
public final class Installation {
  private final SiteConfiguration configuration;
  private final SiteFolder folder;

  private Installation(SiteConfiguration configuration) {
    this.configuration = configuration;
    this.folder = new SiteFolder(configuration.folder());
  }

  public static Installation of(SiteConfiguration configuration) {
    return new Installation(configuration);
  }

  /**
   * @throws ConfigurationException with every fault of the folder's settings
   */
  public static Installation of(Path folder) {
    return of(SiteConfiguration.read(folder));
  }

  /** A connection to the site's database; the caller closes it. */
  public Connection connect() {
    return SiteDatabase.connect(configuration);
  }

  /**
   * Creates or renews side tables and triggers, and writes the shape of the tables to {@code
   * schemas/}, for the hub to have.
   *
   * @return what was done, a line each
   */
  public List<String> install() {
    try (SimpleExpressions expressions = new SimpleExpressions();
        Connection connection = connect()) {
      TrackedTables tables = SiteDatabase.tables(configuration, expressions);
      Dialect dialect = Dialects.of(connection);
      requireRights(new Tracking(dialect).missingRights(connection, tables.names()));
      requireColumns(connection, dialect, tables);
      Schema schema =
          Catalog.read(connection, dialect, tables.names(), SiteDatabase.excluded(tables));
      new Tracking(dialect)
          .install(connection, schema, SiteDatabase.triggerOptions(configuration, tables));
      Path shape = folder.schema(configuration.site().kind());
      OwnerOnly.folder(shape.getParent());
      SchemaFile.write(schema, shape);
      List<String> done = new ArrayList<>();
      schema.tables().keySet().forEach(table -> done.add("tracked: " + table));
      done.addAll(dialect.triggers().conditions());
      done.add("wrote " + shape + "; a hub with another schema needs a copy of it");
      return done;
    } catch (SQLException e) {
      throw failed("installed", e);
    } catch (IOException e) {
      throw Problem.of(
              "The shape of the tables was not written to %s (%s).",
              folder.path().resolve("schemas"), e.getMessage())
          .follows("The triggers are in place.")
          .toDo("Check permissions and run it again.")
          .exception(e);
    }
  }

  /** Requires that the tables have the columns that the file names, in the way it names them. */
  private static void requireColumns(Connection connection, Dialect dialect, TrackedTables tables)
      throws SQLException {
    Faults faults = new Faults();
    tables.check(Catalog.read(connection, dialect, tables.names(), Map.of()), faults);
    faults.throwIfAny();
  }

  private void requireRights(List<String> grants) {
    if (!grants.isEmpty()) {
      throw new ManyFaultsException(
          grants.stream().map(grant -> grant + ";").toList(),
          "Site %s not installed, nothing was changed: its database user lacks these rights. Have the owner of the tables, or a superuser, run the above, then install again; docs/rights.md says what each is for."
              .formatted(configuration.site().id()),
          null);
    }
  }

  /**
   * @throws ProblemException when side tables are to be removed and are not empty
   */
  public List<String> uninstall(boolean sideTables) {
    try (Connection connection = connect()) {
      new Tracking(Dialects.of(connection)).uninstall(connection, sideTables);
      return List.of(sideTables ? "triggers and side tables are gone" : "triggers are gone");
    } catch (SQLException e) {
      throw failed("uninstalled", e);
    }
  }

  /**
   * Checks everything: settings, tables, triggers and mappings.
   *
   * @throws UnreachableException when the database does not answer and no file is at fault
   */
  public Findings findings() {
    try (SimpleExpressions expressions = new SimpleExpressions()) {
      return new SiteInspection(configuration, expressions).findings();
    } catch (SQLException e) {
      throw failed("checked", e);
    }
  }

  /**
   * {@link #findings()} in one list.
   *
   * @return a sentence each; empty when all is well
   */
  public List<String> check() {
    return findings().all();
  }

  private ProblemException failed(String what, SQLException e) {
    if (SiteDatabase.mayPass(e)) { // it went away after it had answered
      return SiteDatabase.unreachable(configuration, e);
    }
    return Problem.of(
            "Site %s not %s: the database refuses (%s).",
            configuration.site().id(), what, e.getMessage())
        .follows("What was there before is there still.")
        .toDo("docs/rights.md says what its user must be allowed.")
        .exception(e);
  }
}
