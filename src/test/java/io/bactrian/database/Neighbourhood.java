package io.bactrian.database;

import static io.bactrian.database.TestDatabase.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.bactrian.changeset.Schema;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.database.dialect.Finding;
import io.bactrian.database.dialect.TriggerOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A fresh database, and what Bactrian says of tables in it. */
final class Neighbourhood implements AutoCloseable {
  final Connection db;
  final Dialect dialect;
  private final Tracking tracking;

  Neighbourhood(Connection db, String... statements) throws SQLException {
    this.db = db;
    dialect = Dialects.of(db);
    dialect.prepare(db);
    tracking = new Tracking(dialect);
    run(db, statements);
  }

  static Neighbourhood postgres(String... statements) throws SQLException {
    return new Neighbourhood(TestDatabase.postgres().getConnection(), statements);
  }

  static Neighbourhood h2(String... statements) throws SQLException {
    return new Neighbourhood(TestDatabase.h2().getConnection(), statements);
  }

  void install(String... tables) throws SQLException {
    Schema schema = Catalog.read(db, dialect, List.of(tables), Map.of());
    tracking.install(db, schema, TriggerOptions.NONE);
  }

  /** Findings but for those of a database on which nothing is installed yet. */
  List<Finding> check(String... tables) throws SQLException {
    return check(Map.of(), tables);
  }

  List<Finding> check(Map<String, Set<String>> excluded, String... tables) throws SQLException {
    return tracking.check(db, List.of(tables), excluded, TriggerOptions.NONE).stream()
        .filter(finding -> finding.kind() != Finding.Kind.NOT_INSTALLED)
        .toList();
  }

  /** Checks that {@code check} finds the fault alone, and {@code install} refuses for it. */
  String refused(Finding.Kind kind, String... tables) throws SQLException {
    List<Finding> found = check(tables);
    assertThat(found).extracting(Finding::kind).containsExactly(kind);
    CatalogException refused = catchThrowableOfType(CatalogException.class, () -> install(tables));
    assertThat(refused.faults()).isEqualTo(found);
    return found.get(0).message();
  }

  /** The only finding, a note, which does not keep from installing. */
  String noted(Finding.Kind kind, String... tables) throws SQLException {
    assertThat(kind.fault()).isFalse();
    install(tables);
    List<Finding> found = check(tables);
    assertThat(found).extracting(Finding::kind).containsExactly(kind);
    return found.get(0).message();
  }

  @Override
  public void close() throws SQLException {
    TestDatabase.end(db);
  }
}
