package io.bactrian.demo;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.compare.Rows;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.install.Installation;
import io.bactrian.problem.Problem;
import io.bactrian.site.Runner;
import io.bactrian.site.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.function.Consumer;

/** A site of the demo that really runs: its folder, its database, its routes. */
final class LiveSite implements Rows, AutoCloseable {
  private static final int FETCH = 1_000;

  private final Site site;
  private final Runner runner;

  private LiveSite(Site site) {
    this.site = site;
    this.runner = new Runner(site, Runner.Mode.BY_ITSELF);
  }

  /** Creates the tables of a folder's {@code schema.sql}, and the triggers. */
  static void prepare(Path folder) {
    Installation installation = Installation.of(folder);
    try (Connection connection = installation.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(Files.readString(folder.resolve("schema.sql")));
    } catch (SQLException e) {
      throw Problem.of(
              "Demo not started: the tables of %s were not created (%s).", folder, e.getMessage())
          .toDo("Remove that folder and start again.")
          .exception(e);
    } catch (IOException e) {
      throw Problem.of("Demo not started: %s can't be read (%s).", folder, e).exception(e);
    }
    installation.install();
  }

  /** Starts it, with nothing moving between it and others yet. */
  static LiveSite start(Path folder) throws Exception {
    LiveSite live = new LiveSite(Site.open(folder));
    live.runner.start();
    live.runner.pause();
    return live;
  }

  Site opened() {
    return site;
  }

  Runner runner() {
    return runner;
  }

  Connection connect() throws SQLException {
    return site.database().pool().getConnection();
  }

  @Override
  public String site() {
    return site.id();
  }

  @Override
  public Collection<Table> tables() {
    return site.database().schema().tables().values();
  }

  @Override
  public void each(Table table, Consumer<Row> row) {
    Dialect dialect = site.database().dialect();
    String sql =
        "select " + dialect.selectList(table, "t") + " from " + dialect.quote(table.name()) + " t";
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.setFetchSize(FETCH);
      try (ResultSet rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          row.accept(dialect.readRow(rows, table, 1));
        }
      }
    } catch (SQLException e) {
      throw Problem.of("Table %s of %s can't be compared (%s).", table, site.id(), e.getMessage())
          .exception(e);
    }
  }

  @Override
  public void close() {
    runner.close();
    site.close();
  }
}
