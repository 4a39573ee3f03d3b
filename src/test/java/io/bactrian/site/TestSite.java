package io.bactrian.site;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.install.Installation;
import io.bactrian.monitor.SiteStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A site of a test: its folder, and the runner while it runs. Nothing moves unless told to. */
final class TestSite implements AutoCloseable {
  private static final Pattern PARTNER = Pattern.compile("partner\\.(\\w+)\\.system");

  final Path folder;
  private Site site;
  private Runner runner;

  private TestSite(Path folder) {
    this.folder = folder;
  }

  /**
   * Writes the folder, creates the tables, installs the triggers.
   *
   * @param files text by path in the folder
   */
  static TestSite install(Path folder, Map<String, String> files, String... tables)
      throws Exception {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      boolean settings = file.getKey().equals(SiteConfiguration.FILE);
      Files.writeString(path, settings ? fromTheLog(file.getValue()) : file.getValue());
    }
    TestSite site = new TestSite(folder);
    site.sql(tables);
    Installation.of(folder).install();
    return site;
  }

  /**
   * A hub of most tests sends what its log has to spokes that begin empty, without a load before
   * it: each partner that does not say how it starts is set so here.
   */
  private static String fromTheLog(String settings) {
    StringBuilder all = new StringBuilder(settings);
    if (settings.contains("site.role = hub")) {
      PARTNER
          .matcher(settings)
          .results()
          .map(partner -> "partner.%s.start".formatted(partner.group(1)))
          .filter(start -> !settings.contains(start))
          .forEach(start -> all.append("\n").append(start).append(" = log\n"));
    }
    return all.toString();
  }

  /** Adds lines to its settings. */
  TestSite add(String settings) throws IOException {
    Path file = folder.resolve(SiteConfiguration.FILE);
    Files.writeString(file, fromTheLog(Files.readString(file) + settings));
    return this;
  }

  TestSite start() {
    return start(Runner.Mode.ON_DEMAND);
  }

  TestSite start(Runner.Mode mode) {
    site = Site.open(folder);
    try {
      runner = new Runner(site, mode);
      runner.start();
    } catch (RuntimeException e) {
      site.close();
      throw e;
    }
    return this;
  }

  TestSite stop() {
    if (runner != null) {
      runner.close();
      site.close();
      runner = null;
    }
    return this;
  }

  Site site() {
    return site;
  }

  Runner runner() {
    return runner;
  }

  /** What failed. */
  List<String> exchange() throws Exception {
    return new OneExchange(site, runner).run();
  }

  SiteStatus status() {
    return site.status();
  }

  private Connection connect() throws SQLException {
    return runner == null
        ? Installation.of(SiteConfiguration.read(folder)).connect()
        : site.database().pool().getConnection();
  }

  /** Each in a transaction of its own. */
  void sql(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Each row as its columns with a bar between. */
  List<String> rows(String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
          values.add(String.valueOf(row.getString(i)));
        }
        rows.add(String.join("|", values));
      }
    }
    return rows;
  }

  /** Puts a folder of the site in place of another. */
  TestSite copy(String from, String to) throws IOException {
    Path target = folder.resolve(to);
    Files.createDirectories(target);
    try (var old = Files.list(target)) {
      for (Path file : old.toList()) {
        Files.delete(file);
      }
    }
    try (var files = Files.list(folder.resolve(from))) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
    return this;
  }

  @Override
  public void close() {
    stop();
  }
}
