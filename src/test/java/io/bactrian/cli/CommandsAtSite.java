package io.bactrian.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Commands at a hub on an H2 database of its own, and what they print. */
abstract class CommandsAtSite {
  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();
  private final String url =
      "jdbc:h2:mem:" + UUID.randomUUID() + ";DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1";
  private Connection keeper;
  Path site;

  @BeforeEach
  final void open(@TempDir Path dir) throws SQLException {
    keeper = DriverManager.getConnection(url, "sa", "");
    site = dir.resolve("hq");
  }

  @AfterEach
  final void close() throws SQLException {
    sql("shutdown");
    keeper.close();
  }

  final void sql(String sql) throws SQLException {
    try (var statement = keeper.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The single value that a query returns, as text. */
  final String one(String sql) throws SQLException {
    try (var statement = keeper.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  /** Makes the site, with a partner by files, of the tables that are there. */
  final int init() {
    return at(
        "init",
        "--id",
        "hq",
        "--role",
        "hub",
        "--system",
        "shop",
        "--user",
        "sa",
        "--database",
        url,
        "--partner",
        "c1=file:out");
  }

  /** The exit code; {@link #out} and {@link #err} hold what this command printed. */
  int at(String... command) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(List.of("--site", site.toString()));
    return Main.commandLine(Map.of())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(words.toArray(String[]::new));
  }
}
