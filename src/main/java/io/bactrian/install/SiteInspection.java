package io.bactrian.install;

import io.bactrian.changeset.Schema;
import io.bactrian.config.Fault;
import io.bactrian.config.Faults;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.database.Catalog;
import io.bactrian.database.Dialects;
import io.bactrian.database.Tracking;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.database.dialect.Finding;
import io.bactrian.database.dialect.TriggerOptions;
import io.bactrian.destination.DestinationRule;
import io.bactrian.destination.TrackedTables;
import io.bactrian.problem.ProblemException;
import io.bactrian.site.Folders;
import io.bactrian.site.SiteDatabase;
import io.bactrian.site.SiteFolder;
import io.bactrian.site.SiteMappings;
import io.bactrian.site.UnreachableException;
import io.bactrian.transform.Expressions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Checks a site's folder, and compares it with its database. A fault in one file does not hide
 * faults in others. For one use.
 */
final class SiteInspection {
  private final SiteConfiguration configuration;
  private final SiteFolder folder;
  private final Expressions expressions;
  private final Faults faults = new Faults();
  private final List<String> notes = new ArrayList<>();
  private final List<Finding> found = new ArrayList<>();

  SiteInspection(SiteConfiguration configuration, Expressions expressions) {
    this.configuration = configuration;
    this.folder = new SiteFolder(configuration.folder());
    this.expressions = expressions;
  }

  /**
   * Checks everything; changes nothing.
   *
   * @throws UnreachableException when the database does not answer and no file is at fault
   */
  Findings findings() throws SQLException {
    List<String> others = new ArrayList<>();
    (configuration.privacy().strict() ? others : notes)
        .addAll(new Exposure(configuration).findings());
    TrackedTables tables =
        TrackedTables.read(folder.tables(), configuration.site().role(), expressions, faults);
    boolean named = faults.isEmpty();
    SiteMappings.checkAlone(configuration, folder, expressions, faults);
    others.addAll(new Folders(configuration).faults());
    try (Connection connection = SiteDatabase.connect(configuration)) {
      checkAgainstDatabase(connection, named ? tables : null);
    } catch (ProblemException e) {
      if (faults.isEmpty() && others.isEmpty()) {
        throw e;
      }
      others.add(e.getMessage());
    }
    return result(others);
  }

  private void checkAgainstDatabase(Connection connection, TrackedTables tables)
      throws SQLException {
    Dialect dialect = Dialects.of(connection);
    if (tables == null) {
      SiteMappings.checkRules(
          configuration,
          folder,
          Catalog.read(connection, dialect, null, Map.of()),
          expressions,
          faults);
      return;
    }
    Map<String, Set<String>> excluded = SiteDatabase.excluded(tables);
    TriggerOptions options = SiteDatabase.triggerOptions(configuration, tables);
    found.addAll(new Tracking(dialect).check(connection, tables.names(), excluded, options));
    found.removeIf(finding -> isPointless(finding, tables));
    Set<String> unreadable =
        tablesWith(
            Finding.Kind.TABLE_ABSENT,
            Finding.Kind.TABLE_UNSUITABLE,
            Finding.Kind.TABLE_WITHOUT_KEY);
    Set<String> whole = tablesWith(Finding.Kind.COLUMN_NOT_EXCLUDABLE);
    List<String> names =
        tables.names().stream().filter(Predicate.not(unreadable::contains)).toList();
    whole.forEach(excluded::remove);
    if (unreadable.isEmpty() && whole.isEmpty()) {
      tables.check(Catalog.read(connection, dialect, names, Map.of()), faults);
    }
    Schema own = Catalog.read(connection, dialect, names, excluded);
    if (unreadable.isEmpty() && whole.isEmpty()) {
      tables.in(own, faults);
    }
    SiteMappings.check(configuration, folder, own, expressions, faults, notes);
  }

  /** Where rows go to nobody, who draws their numbers does not matter. */
  private static boolean isPointless(Finding finding, TrackedTables tables) {
    return finding.kind() == Finding.Kind.KEY_DRAWN
        && tables.rule(finding.table()) == DestinationRule.NOWHERE;
  }

  private Set<String> tablesWith(Finding.Kind... kinds) {
    return found.stream()
        .filter(finding -> List.of(kinds).contains(finding.kind()))
        .map(Finding::table)
        .collect(Collectors.toSet());
  }

  private Findings result(List<String> more) {
    List<String> wrong = new ArrayList<>(more);
    faults.all().stream().map(Fault::toString).forEach(wrong::add);
    for (Finding finding : found) {
      (finding.kind().fault() ? wrong : notes).add(finding.message());
    }
    return new Findings(wrong, notes);
  }
}
